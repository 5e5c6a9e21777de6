// What shows the parts of a page, by kind: { render({ model, el }) }, which returns what to do at the end.

import { action } from "./action.js";
import { chart } from "./chart.js";
import { choice } from "./choice.js";
import { date } from "./date.js";
import { download } from "./download.js";
import { navigation } from "./navigation.js";
import { number } from "./number.js";
import { overview } from "./overview.js";
import { prose } from "./prose.js";
import { rating } from "./rating.js";
import { status } from "./status.js";
import { table } from "./table.js";
import { text } from "./text.js";
import { weights } from "./weights.js";

/** @type {Record<string, import("./types.js").Kind>} */
export const kinds = {
  // questions
  text,
  line: text,
  choice,
  choices: choice,
  number,
  percent: number,
  date,
  weights,
  table,
  rating,
  // other parts
  action,
  chart,
  download,
  navigation,
  overview,
  prose,
  status,
};
