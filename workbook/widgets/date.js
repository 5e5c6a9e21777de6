// A date, by the browser's own control.

export default oneValue((question, parts, changed) => {
  const control = make("input", { id: parts.id, type: "date", dataset: { main: "" } });
  if (parts.describedby) control.setAttribute("aria-describedby", parts.describedby);
  const read = () => {
    const incomplete = control.validity.badInput; // and can't be read, so it is no value to keep
    if (incomplete) changed(undefined, `“${question.title}” takes a date that exists.`);
    else changed(control.value || null);
  };
  control.oninput = read;
  control.onblur = () => control.validity.badInput && read();
  parts.body.append(make("span", { className: "tpm-short" }, control));
  return (value) => {
    control.value = value ?? "";
  };
});
