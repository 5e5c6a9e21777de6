// A number and a percentage.

export default oneValue((question, parts, changed) => {
  const control = make("input", { id: parts.id, inputMode: "decimal", autocomplete: "off", dataset: { main: "" } });
  if (parts.describedby) control.setAttribute("aria-describedby", parts.describedby);
  control.oninput = () => changed(...parseNumber(question, control.value));
  parts.body.append(
    make("span", { className: "tpm-short" }, control, make("span", { className: "tpm-unit", textContent: question.unit })),
  );
  return (value) => {
    control.value = value ?? "";
  };
});
