// What goes between the modules, and between the page and the kernel, as types for editors and for
// `deno check`. Nothing here runs, and no page gets it.

/**
 * What a part gets of its widget's model. `hear` takes a message and its buffers.
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(message: object) => unknown} send
 * @property {(event: string, hear: Hear) => void} on
 * @property {(event: string, hear: Hear) => void} off
 */

/** @typedef {(message: any, buffers?: DataView[]) => void} Hear */

/**
 * How a kind of part is shown. What it returns is called when the part goes.
 * @typedef {object} Kind
 * @property {(context: { model: Model, el: HTMLElement }) => (() => void) | void} render
 */

/**
 * A part as the kernel outlines it: what it is built from, and what it is to be told then.
 * @typedef {object} Outline
 * @property {number} part
 * @property {string} kind
 * @property {Record<string, any>} state
 * @property {Message[]} told
 * @property {Outline[]} children
 */

/** @typedef {{ value: string, label: string, help?: string }} Choice */

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {"text" | "line" | "choice" | "choices" | "number" | "date"} kind
 * @property {string} title
 * @property {Choice[]} [choices]
 * @property {string} [suggest] the column whose texts are offered while typing
 * @property {boolean} [half]
 * @property {number} [least]
 * @property {number} [most]
 */

/** @typedef {{ rule: "not_before" | "needs" | "names_row", column: string, other: string, say: string }} Check */

/** @typedef {{ key: string, group: string, title: string, about: string, one: string, three: string, five: string }} Skill */

/**
 * What is asked; some of it is there for some kinds only.
 * @typedef {object} Question
 * @property {string} key
 * @property {string} kind
 * @property {string} title
 * @property {Column[]} columns
 * @property {Check[]} [checks]
 * @property {string} row what a row is called
 * @property {number} [most] rows, or the largest number
 * @property {string} [full] what is said when there are as many rows
 * @property {{ day: string }} [due]
 * @property {Skill[]} skills
 * @property {Record<string, string>} groups titles of the skills' groups, by key
 */

/** @typedef {Record<string, any>} RowValue */

/**
 * A value that another place had saved, and that was replaced unseen.
 * @typedef {object} Other
 * @property {any} value
 * @property {number} revision
 * @property {string} at
 */

/** @typedef {{ value: RowValue, revision: number, others: Other[] }} SavedRow */

/**
 * What the kernel holds for a question: a value, or rows in an order.
 * @typedef {object} Answer
 * @property {any} value
 * @property {string[]} order
 * @property {Record<string, SavedRow>} rows
 * @property {number} revision
 * @property {boolean | null} private
 * @property {Other[]} others
 */

/** @typedef {"put" | "delete" | "order" | "mark"} Action */

/**
 * What a page asks the kernel to save. `base` is the revision that it was written over.
 * @typedef {object} Edit
 * @property {Action} action
 * @property {any} value
 * @property {number | null} base
 * @property {number[]} settles revisions of other texts that the person has decided on
 * @property {boolean} apart whether what this replaces is to be kept as a version of its own
 * @property {string} [row]
 * @property {string | null} [before] the row that this one is in front of
 */

/**
 * What this browser keeps of an edit until it is saved.
 * @typedef {object} Draft
 * @property {any} value
 * @property {number} base
 * @property {any} sent what was on its way when the page went
 * @property {number} at
 * @property {Action} action
 */

/** @typedef {Draft & { name: string, row: string }} LeftDraft */

/** @typedef {{ type: "saved", revision: number }} Saved */
/** @typedef {{ type: "refused", reason: string, again?: boolean }} Refused */
/** @typedef {Saved | Refused} Reply */

/** @typedef {{ value: any, words: string, at: string, row: string | null, revision: number }} Version */

/**
 * What a page asks of a part, or of the sheet.
 * @typedef {{ type: "open", view: string }
 *   | { type: "hello" | "there" | "draw" | "shown" | "gone" }
 *   | { type: "edit", id: number, client: string, edit: Edit }
 *   | { type: "describe", id: number, client: string, value: any }
 *   | { type: "history" | "draft", client: string }
 *   | { type: "plan", client?: string, action?: string }
 *   | { type: "save", form: string }
 *   | { type: "make", paper?: string }
 *   | { type: "search", id: number, words: string }
 *   | { type: "visit", step: string }} Asked
 */

/**
 * What the kernel tells a part. A reply has the `id` and the `client` of what was asked.
 * @typedef {{ type: string, id?: number, client?: string, [field: string]: any }} Message
 */

/**
 * What it tells a question's part.
 * @typedef {{ id?: number, client?: string } & (Reply
 *   | { type: "answer", answer: Answer }
 *   | { type: "versions", versions: Version[], more: boolean }
 *   | { type: "draft", text: string, missing: string[] }
 *   | { type: "words", words: string }
 *   | Given)} Told
 */

/**
 * What other answers give to this one: words to recall, rows to begin with, names, and a way into the plan.
 * @typedef {object} Given
 * @property {"given"} type
 * @property {{ key: string, title: string, words: string, notebook: string }[]} recall
 * @property {string} odd
 * @property {"open" | "taken" | ""} plan
 * @property {string} shown
 * @property {string} [taken]
 * @property {Record<string, string[]>} suggest names by column
 * @property {{ source: string, say: string, shown?: string, starts: { label: string, origin: string, value: RowValue }[] }[]} offers
 */

/**
 * How it is with something that is not saved yet.
 * @typedef {object} Waiting
 * @property {string} [reason] why it can't be saved
 * @property {boolean} [wrong] whether that is for the person to put right
 * @property {boolean} [silent] whether the kernel does not answer
 * @property {boolean} [typing] whether it waits for the person to leave the field
 * @property {boolean} [kept] whether this browser has a draft of it
 * @property {string} [title]
 */

/**
 * What all parts of one kernel on a page share.
 * @typedef {object} Desk
 * @property {Map<string, Waiting>} waiting by the names of drafts
 * @property {Date | null} savedAt
 * @property {any} unreachable
 * @property {boolean} composing whether an input method has a word half written
 * @property {EventTarget} changes
 * @property {string} [paper]
 */

/**
 * The time, and what happens after a while.
 * @typedef {object} Clock
 * @property {() => number} now ms
 * @property {(deed: () => void, ms: number) => any} after
 * @property {(timer: any) => void} stop
 */

/**
 * Something that is saved by itself, and what it takes to save it.
 * @typedef {object} Place
 * @property {import("./save.js").Wire} wire
 * @property {Desk} desk
 * @property {string} workbook
 * @property {{ key: string, title: string }} question
 * @property {string} [row] "" for a question without rows
 * @property {Action} [action]
 * @property {(reason: string) => void} [onRefused]
 * @property {() => void} [onSaved]
 * @property {import("./drafts.js").Drafts} [drafts]
 * @property {Clock} [clock]
 */
