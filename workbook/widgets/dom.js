// Elements, made in one call.

function make(tag, properties = {}, ...children) {
  const { dataset, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  Object.assign(element.dataset, dataset);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that can't submit anything. */
function button(text, onclick, className = "tpm-button tpm-plain") {
  return make("button", { type: "button", className, textContent: text, onclick });
}
