// In a notebook, keys belong to the control that has the focus, and not to the cell around it.

const SUPPRESS = "data-lm-suppress-shortcuts"; // Lumino, whose keymap all Jupyter front ends use, leaves such a key alone

/** Whether a key is the one that saves the notebook: hands press it anywhere, and it changes nothing here. */
const isSave = ({ key, ctrlKey, metaKey, altKey, shiftKey }) =>
  key.toLowerCase() === "s" && (ctrlKey || metaKey) && !altKey && !shiftKey;

/**
 * Keep a notebook's shortcuts from what has the focus inside of `sheet`, until the function that this returns
 * is called: they would run the cell, move on to the next one, or delete it. Both halves are needed.
 * Notebook 7 listens before the page does, and looks for the mark on the control itself; JupyterLab comes
 * after, and takes some keys all the same. The app has no shortcuts that a control takes.
 */
export function keepKeys(sheet) {
  if (document.body.dataset.voila !== undefined) return () => {};
  const mark = (event) => {
    if (sheet.contains(event.target)) event.target.toggleAttribute(SUPPRESS, !isSave(event));
  };
  const stop = (event) => isSave(event) || event.stopPropagation();
  sheet.tabIndex = -1; // otherwise a click beside a control would choose the cell, and the next key could delete it
  addEventListener("keydown", mark, true);
  sheet.addEventListener("keydown", stop);
  return () => {
    removeEventListener("keydown", mark, true);
    sheet.removeEventListener("keydown", stop);
  };
}
