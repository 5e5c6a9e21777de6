// A date.

export default oneValue((question, parts, changed) => {
  const control = dayControl((typing) => changed(...readDay(control, question.title), typing));
  Object.assign(control, { id: parts.id }).dataset.main = "";
  if (parts.describedby) control.setAttribute("aria-describedby", parts.describedby);
  parts.body.append(make("span", { className: "tpm-short" }, control));
  return (value) => {
    control.value = value ?? "";
  };
});
