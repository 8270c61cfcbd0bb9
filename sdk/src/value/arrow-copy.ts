/**
 * Tables of another copy of apache-arrow (an ES module's, or another version's) in classes of ours: the writer knows no
 * others, and writes nonsense without a word.
 */
import * as arrow from "apache-arrow";

/** The table in our classes. */
export function ownTable({ schema, batches }: Pick<arrow.Table, "schema" | "batches">): arrow.Table {
  // `instanceof` says yes to every copy.
  if (schema.constructor === arrow.Schema) return new arrow.Table(schema, batches);
  const own = new arrow.Schema(schema.fields.map(ownField), schema.metadata);
  return new arrow.Table(
    own,
    batches.map((batch) => new arrow.RecordBatch(own, ownData(batch.data) as arrow.Data<arrow.Struct>)),
  );
}

export function ownVector(vector: arrow.Vector): arrow.Vector {
  if (vector.constructor === arrow.Vector) return vector;
  return new arrow.Vector(vector.data.map(ownData));
}

function ownData({ type, offset, length, nullCount, buffers, children, dictionary }: arrow.Data): arrow.Data {
  const words = dictionary && ownVector(dictionary);
  return new arrow.Data(ownType(type), offset, length, nullCount, buffers, children.map(ownData), words);
}

function ownField({ name, type, nullable, metadata }: arrow.Field): arrow.Field {
  return new arrow.Field(name, ownType(type), nullable, metadata);
}

/** A type has the same name and properties in every copy. */
function ownType(type: arrow.DataType): arrow.DataType {
  const { name } = type.constructor;
  const ours = (arrow as unknown as Record<string, { readonly prototype?: object } | undefined>)[name]?.prototype;
  if (ours === undefined) throw new TypeError(`apache-arrow has no type ${name} here`);
  const { children, dictionary, indices } = type as Partial<arrow.Dictionary> & arrow.DataType;
  return Object.assign(Object.create(ours) as arrow.DataType, type, {
    ...(children && { children: children.map(ownField) }),
    ...(dictionary && { dictionary: ownType(dictionary) }),
    ...(indices && { indices: ownType(indices) }),
  });
}
