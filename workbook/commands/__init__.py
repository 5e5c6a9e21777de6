"""The commands that keep, bring back and move answers, and the one that looks for trouble."""
