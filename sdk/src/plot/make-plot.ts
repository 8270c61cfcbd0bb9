/** The call that makes a plot. */
import type { Table } from "apache-arrow";
import type { Observable } from "rxjs";
import { badOption, foundText } from "../base/options.js";
import type { Scope } from "../read/scope.js";
import type { Tape } from "../read/tape.js";
import type { PlotHandle } from "./handle.js";
import type { PlotOptions } from "./options.js";
import { Plot } from "./plot.js";
import { isOne, type One } from "./sources.js";

/** What is plotted: a tape, which is followed while it grows; a table; an Observable of scopes, tables or objects. */
export type PlotSource =
  | Tape
  | Table
  | Observable<Table>
  | Observable<Scope>
  | Observable<Readonly<Record<string, unknown>>>;

/** Names of the variables, where the type of the source tells them. */
export type NamesOf<Source> = Source extends Table<infer T> | Observable<Table<infer T>>
  ? keyof T & string
  : Source extends Observable<Scope>
    ? string
    : Source extends Observable<infer Row>
      ? keyof Row & string
      : string;

/**
 * Draws a source, or several over each other, and goes on drawing while it grows. Reading begins at once; an Observable
 * is subscribed once. In a notebook the plot shows itself as the last value of a cell.
 *
 * @example plot(lorenz, { x: "t", y: ["x", "z"], title: "Lorenz" });
 */
export function plot<Source extends PlotSource>(
  source: Source | readonly Source[],
  options: PlotOptions<NamesOf<Source>> = {},
): PlotHandle {
  return new Plot(sourcesOf("plot", source), options);
}

/** @internal The sources of a call, checked. */
export function sourcesOf(call: string, source: unknown): One[] {
  const list: readonly unknown[] = Array.isArray(source) ? source : [source];
  const wrong = list.find((one) => !isOne(one));
  if (list.length > 0 && wrong === undefined) return [...list] as One[];
  const isSession = typeof wrong === "object" && wrong !== null && "capture" in wrong;
  throw badOption(call, "source", {
    expected: "a tape, an Arrow table, an Observable, or a list of these",
    found: isSession ? "a session" : list.length === 0 ? "an empty list" : foundText(wrong),
    outcome: "Nothing was drawn.",
    ...(isSession ? { advice: "Open its tape: plot(await ws.openTape(session.id))." } : {}),
  });
}
