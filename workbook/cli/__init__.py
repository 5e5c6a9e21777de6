"""`tpm-workbook`: its commands, and what they share. It may use every other package, and none uses it."""
