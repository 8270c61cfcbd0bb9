/** What a table says of variables whose values are not inline: storage, type and hash. */
import { type Data, Field, makeData, Struct, Utf8 } from "apache-arrow";
import { eachValue, type Joined, validity } from "./arrow-pieces.js";
import { textData } from "./arrow-texts.js";
import type { Stored } from "./column-data.js";
import { storages } from "./kinds.js";

const type = new Struct(["storage", "type", "hash"].map((name) => new Field(name, new Utf8(), true)));

export function joinStructs(): Joined {
  return {
    type,
    join(pieces, length) {
      const parts: (string | null)[][] = [0, 1, 2].map(() => new Array(length).fill(null));
      const taking = pieces.filter(({ data }) => data.column.storage !== storages.inline);
      eachValue(taking, ({ data }, row, place) => {
        const facts = factsOf(data.stored(row));
        for (let i = 0; i < 3; i++) parts[i]![place] = facts[i] ?? null;
      });
      const counts = validity(pieces, length, (data) => data.column.storage !== storages.inline);
      return makeData({ type, length, ...counts, children: parts.map(textData) } as never) as Data;
    },
  };
}

function factsOf(stored: Stored): readonly (string | null)[] {
  if (stored.kind === "void") return ["void", stored.type, null];
  if (stored.kind === "hash") return ["hash", stored.type, stored.hash];
  return stored.kind === "blob" ? ["blob", stored.blob.type, stored.blob.sha256] : [];
}
