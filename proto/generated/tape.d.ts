import * as $protobuf from "protobufjs/minimal";
import Long = require("long");

/** Namespace tapelab. */
export namespace tapelab {

    /**
     * Properties of an EventEnvelope.
     * @deprecated Use tapelab.EventEnvelope.$Properties instead.
     */
    interface IEventEnvelope extends tapelab.EventEnvelope.$Properties {
    }

    /** Represents an EventEnvelope. */
    class EventEnvelope {

        /**
         * Constructs a new EventEnvelope.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.EventEnvelope.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EventEnvelope seq. */
        seq: Long;

        /** EventEnvelope schemaVersion. */
        schemaVersion: number;

        /** EventEnvelope runId. */
        runId: string;

        /** EventEnvelope pad. */
        pad: Uint8Array;

        /** EventEnvelope shape. */
        shape?: (tapelab.Shape.$Properties|null);

        /** EventEnvelope data. */
        data?: (tapelab.Data.$Properties|null);

        /** EventEnvelope marker. */
        marker?: (tapelab.Marker.$Properties|null);

        /** EventEnvelope micro. */
        micro?: (tapelab.Micro.$Properties|null);

        /** EventEnvelope end. */
        end?: (tapelab.End.$Properties|null);

        /** EventEnvelope part. */
        part?: (tapelab.Part.$Properties|null);

        /** EventEnvelope gap. */
        gap?: (tapelab.Gap.$Properties|null);

        /** EventEnvelope generation. */
        generation?: (tapelab.Generation.$Properties|null);

        /** EventEnvelope footer. */
        footer?: (tapelab.Footer.$Properties|null);

        /** EventEnvelope sealed. */
        sealed?: (tapelab.Sealed.$Properties|null);

        /** EventEnvelope commit. */
        commit?: (tapelab.ArchivedCommit.$Properties|null);

        /** EventEnvelope dictionary. */
        dictionary?: (tapelab.Dictionary.$Properties|null);

        /** EventEnvelope extra. */
        extra: tapelab.ExtraRecord.$Properties[];

        /** EventEnvelope payload. */
        payload?: ("shape"|"data"|"marker"|"micro"|"end"|"part"|"gap"|"generation"|"footer"|"sealed"|"commit"|"dictionary");

        /**
         * Creates a new EventEnvelope instance using the specified properties.
         * @param [properties] Properties to set
         * @returns EventEnvelope instance
         */
        static create(properties: tapelab.EventEnvelope.$Shape): tapelab.EventEnvelope & tapelab.EventEnvelope.$Shape;
        static create(properties?: tapelab.EventEnvelope.$Properties): tapelab.EventEnvelope;

        /**
         * Encodes the specified EventEnvelope message. Does not implicitly {@link tapelab.EventEnvelope.verify|verify} messages.
         * @param message EventEnvelope message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.EventEnvelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EventEnvelope message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.EventEnvelope & tapelab.EventEnvelope.$Shape} EventEnvelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.EventEnvelope & tapelab.EventEnvelope.$Shape;
    }

    namespace EventEnvelope {

        /** Properties of an EventEnvelope. */
        interface $Properties {

            /** EventEnvelope seq */
            seq?: (Long|null);

            /** EventEnvelope schemaVersion */
            schemaVersion?: (number|null);

            /** EventEnvelope runId */
            runId?: (string|null);

            /** EventEnvelope pad */
            pad?: (Uint8Array|null);

            /** EventEnvelope shape */
            shape?: (tapelab.Shape.$Properties|null);

            /** EventEnvelope data */
            data?: (tapelab.Data.$Properties|null);

            /** EventEnvelope marker */
            marker?: (tapelab.Marker.$Properties|null);

            /** EventEnvelope micro */
            micro?: (tapelab.Micro.$Properties|null);

            /** EventEnvelope end */
            end?: (tapelab.End.$Properties|null);

            /** EventEnvelope part */
            part?: (tapelab.Part.$Properties|null);

            /** EventEnvelope gap */
            gap?: (tapelab.Gap.$Properties|null);

            /** EventEnvelope generation */
            generation?: (tapelab.Generation.$Properties|null);

            /** EventEnvelope footer */
            footer?: (tapelab.Footer.$Properties|null);

            /** EventEnvelope sealed */
            sealed?: (tapelab.Sealed.$Properties|null);

            /** EventEnvelope commit */
            commit?: (tapelab.ArchivedCommit.$Properties|null);

            /** EventEnvelope dictionary */
            dictionary?: (tapelab.Dictionary.$Properties|null);

            /** EventEnvelope extra */
            extra?: (tapelab.ExtraRecord.$Properties[]|null);

            /** EventEnvelope payload */
            payload?: ("shape"|"data"|"marker"|"micro"|"end"|"part"|"gap"|"generation"|"footer"|"sealed"|"commit"|"dictionary");

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Narrowed shape of an EventEnvelope. */
        type $Shape = {
          seq?: Long|null;
          schemaVersion?: number|null;
          runId?: string|null;
          pad?: Uint8Array|null;
          shape?: tapelab.Shape.$Shape|null;
          data?: tapelab.Data.$Shape|null;
          marker?: tapelab.Marker.$Shape|null;
          micro?: tapelab.Micro.$Shape|null;
          end?: tapelab.End.$Shape|null;
          part?: tapelab.Part.$Shape|null;
          gap?: tapelab.Gap.$Shape|null;
          generation?: tapelab.Generation.$Shape|null;
          footer?: tapelab.Footer.$Shape|null;
          sealed?: tapelab.Sealed.$Shape|null;
          commit?: tapelab.ArchivedCommit.$Shape|null;
          dictionary?: tapelab.Dictionary.$Shape|null;
          extra?: tapelab.ExtraRecord.$Shape[]|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ payload?: undefined; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "shape"; shape: tapelab.Shape.$Shape; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "data"; shape?: null; data: tapelab.Data.$Shape; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "marker"; shape?: null; data?: null; marker: tapelab.Marker.$Shape; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "micro"; shape?: null; data?: null; marker?: null; micro: tapelab.Micro.$Shape; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "end"; shape?: null; data?: null; marker?: null; micro?: null; end: tapelab.End.$Shape; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "part"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part: tapelab.Part.$Shape; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "gap"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap: tapelab.Gap.$Shape; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "generation"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation: tapelab.Generation.$Shape; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "footer"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer: tapelab.Footer.$Shape; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "sealed"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed: tapelab.Sealed.$Shape; commit?: null; dictionary?: null }|{ payload?: "commit"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit: tapelab.ArchivedCommit.$Shape; dictionary?: null }|{ payload?: "dictionary"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary: tapelab.Dictionary.$Shape })
        );
    }

    /**
     * Properties of a Shape.
     * @deprecated Use tapelab.Shape.$Properties instead.
     */
    interface IShape extends tapelab.Shape.$Properties {
    }

    /** Represents a Shape. */
    class Shape {

        /**
         * Constructs a new Shape.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Shape.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Shape id. */
        id: Long;

        /** Shape column. */
        column: tapelab.Column.$Properties[];

        /**
         * Creates a new Shape instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Shape instance
         */
        static create(properties: tapelab.Shape.$Shape): tapelab.Shape & tapelab.Shape.$Shape;
        static create(properties?: tapelab.Shape.$Properties): tapelab.Shape;

        /**
         * Encodes the specified Shape message. Does not implicitly {@link tapelab.Shape.verify|verify} messages.
         * @param message Shape message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Shape.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Shape message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Shape & tapelab.Shape.$Shape} Shape
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Shape & tapelab.Shape.$Shape;
    }

    namespace Shape {

        /** Properties of a Shape. */
        interface $Properties {

            /** Shape id */
            id?: (Long|null);

            /** Shape column */
            column?: (tapelab.Column.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Shape. */
        type $Shape = tapelab.Shape.$Properties;
    }

    /**
     * Properties of a Column.
     * @deprecated Use tapelab.Column.$Properties instead.
     */
    interface IColumn extends tapelab.Column.$Properties {
    }

    /** Represents a Column. */
    class Column {

        /**
         * Constructs a new Column.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Column.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Column name. */
        name: string;

        /** Column type. */
        type: tapelab.Type;

        /** Column dims. */
        dims: number[];

        /** Column unit. */
        unit: string;

        /** Column storage. */
        storage: tapelab.Storage;

        /** Column level. */
        level: tapelab.Level;

        /** Column tag. */
        tag: string;

        /**
         * Creates a new Column instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Column instance
         */
        static create(properties: tapelab.Column.$Shape): tapelab.Column & tapelab.Column.$Shape;
        static create(properties?: tapelab.Column.$Properties): tapelab.Column;

        /**
         * Encodes the specified Column message. Does not implicitly {@link tapelab.Column.verify|verify} messages.
         * @param message Column message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Column.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Column message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Column & tapelab.Column.$Shape} Column
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Column & tapelab.Column.$Shape;
    }

    namespace Column {

        /** Properties of a Column. */
        interface $Properties {

            /** Column name */
            name?: (string|null);

            /** Column type */
            type?: (tapelab.Type|null);

            /** Column dims */
            dims?: (number[]|null);

            /** Column unit */
            unit?: (string|null);

            /** Column storage */
            storage?: (tapelab.Storage|null);

            /** Column level */
            level?: (tapelab.Level|null);

            /** Column tag */
            tag?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Column. */
        type $Shape = tapelab.Column.$Properties;
    }

    /** Type enum. */
    enum Type {

        /** TYPE_NULL value */
        TYPE_NULL = 0,

        /** TYPE_F64 value */
        TYPE_F64 = 1,

        /** TYPE_F32 value */
        TYPE_F32 = 2,

        /** TYPE_I8 value */
        TYPE_I8 = 3,

        /** TYPE_U8 value */
        TYPE_U8 = 4,

        /** TYPE_I16 value */
        TYPE_I16 = 5,

        /** TYPE_U16 value */
        TYPE_U16 = 6,

        /** TYPE_I32 value */
        TYPE_I32 = 7,

        /** TYPE_U32 value */
        TYPE_U32 = 8,

        /** TYPE_I64 value */
        TYPE_I64 = 9,

        /** TYPE_U64 value */
        TYPE_U64 = 10,

        /** TYPE_BOOL value */
        TYPE_BOOL = 11,

        /** TYPE_STRING value */
        TYPE_STRING = 12,

        /** TYPE_TIME value */
        TYPE_TIME = 13,

        /** TYPE_BYTES value */
        TYPE_BYTES = 14,

        /** TYPE_JSON value */
        TYPE_JSON = 15,

        /** TYPE_ARROW value */
        TYPE_ARROW = 16,

        /** TYPE_BIGTEXT value */
        TYPE_BIGTEXT = 17
    }

    /** Storage enum. */
    enum Storage {

        /** STORAGE_INLINE value */
        STORAGE_INLINE = 0,

        /** STORAGE_BLOB value */
        STORAGE_BLOB = 1,

        /** STORAGE_HASH value */
        STORAGE_HASH = 2,

        /** STORAGE_VOID value */
        STORAGE_VOID = 3
    }

    /** Level enum. */
    enum Level {

        /** LEVEL_GIVEN value */
        LEVEL_GIVEN = 0,

        /** LEVEL_CELL value */
        LEVEL_CELL = 1,

        /** LEVEL_GLOBAL value */
        LEVEL_GLOBAL = 2,

        /** LEVEL_SHARED value */
        LEVEL_SHARED = 3
    }

    /** CommitKind enum. */
    enum CommitKind {

        /** KIND_RECORD value */
        KIND_RECORD = 0,

        /** KIND_USER_EDIT value */
        KIND_USER_EDIT = 1,

        /** KIND_JOB_OUTPUT value */
        KIND_JOB_OUTPUT = 2,

        /** KIND_IMPORT value */
        KIND_IMPORT = 3,

        /** KIND_MERGE_RESOLUTION value */
        KIND_MERGE_RESOLUTION = 4,

        /** KIND_UNDO value */
        KIND_UNDO = 5,

        /** KIND_REDO value */
        KIND_REDO = 6,

        /** KIND_TEMPLATE_INIT value */
        KIND_TEMPLATE_INIT = 7,

        /** KIND_SYSTEM value */
        KIND_SYSTEM = 8
    }

    /**
     * Properties of a Data.
     * @deprecated Use tapelab.Data.$Properties instead.
     */
    interface IData extends tapelab.Data.$Properties {
    }

    /** Represents a Data. */
    class Data {

        /**
         * Constructs a new Data.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Data.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Data pad. */
        pad: Uint8Array[];

        /** Data commit. */
        commit: tapelab.Commit.$Properties[];

        /**
         * Creates a new Data instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Data instance
         */
        static create(properties: tapelab.Data.$Shape): tapelab.Data & tapelab.Data.$Shape;
        static create(properties?: tapelab.Data.$Properties): tapelab.Data;

        /**
         * Encodes the specified Data message. Does not implicitly {@link tapelab.Data.verify|verify} messages.
         * @param message Data message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Data.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Data message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Data & tapelab.Data.$Shape} Data
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Data & tapelab.Data.$Shape;
    }

    namespace Data {

        /** Properties of a Data. */
        interface $Properties {

            /** Data pad */
            pad?: (Uint8Array[]|null);

            /** Data commit */
            commit?: (tapelab.Commit.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Data. */
        type $Shape = tapelab.Data.$Properties;
    }

    /**
     * Properties of a Commit.
     * @deprecated Use tapelab.Commit.$Properties instead.
     */
    interface ICommit extends tapelab.Commit.$Properties {
    }

    /** Represents a Commit. */
    class Commit {

        /**
         * Constructs a new Commit.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Commit.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Commit label. */
        label: string;

        /** Commit kind. */
        kind: tapelab.CommitKind;

        /** Commit wallMs. */
        wallMs: Long;

        /** Commit monoNs. */
        monoNs: Long;

        /** Commit bootId. */
        bootId: Uint8Array;

        /** Commit meta. */
        meta: Uint8Array;

        /** Commit strip. */
        strip: tapelab.Strip.$Properties[];

        /** Commit order. */
        order: Uint8Array;

        /** Commit operation. */
        operation: tapelab.Operation.$Properties[];

        /** Commit blob. */
        blob: Uint8Array[];

        /** Commit edit. */
        edit?: (tapelab.Edit.$Properties|null);

        /** Commit pad. */
        pad: Uint8Array;

        /** Commit body. */
        body: Uint8Array;

        /**
         * Creates a new Commit instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Commit instance
         */
        static create(properties: tapelab.Commit.$Shape): tapelab.Commit & tapelab.Commit.$Shape;
        static create(properties?: tapelab.Commit.$Properties): tapelab.Commit;

        /**
         * Encodes the specified Commit message. Does not implicitly {@link tapelab.Commit.verify|verify} messages.
         * @param message Commit message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Commit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Commit message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Commit & tapelab.Commit.$Shape} Commit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Commit & tapelab.Commit.$Shape;
    }

    namespace Commit {

        /** Properties of a Commit. */
        interface $Properties {

            /** Commit label */
            label?: (string|null);

            /** Commit kind */
            kind?: (tapelab.CommitKind|null);

            /** Commit wallMs */
            wallMs?: (Long|null);

            /** Commit monoNs */
            monoNs?: (Long|null);

            /** Commit bootId */
            bootId?: (Uint8Array|null);

            /** Commit meta */
            meta?: (Uint8Array|null);

            /** Commit strip */
            strip?: (tapelab.Strip.$Properties[]|null);

            /** Commit order */
            order?: (Uint8Array|null);

            /** Commit operation */
            operation?: (tapelab.Operation.$Properties[]|null);

            /** Commit blob */
            blob?: (Uint8Array[]|null);

            /** Commit edit */
            edit?: (tapelab.Edit.$Properties|null);

            /** Commit pad */
            pad?: (Uint8Array|null);

            /** Commit body */
            body?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Commit. */
        type $Shape = tapelab.Commit.$Properties;
    }

    /**
     * Properties of a Strip.
     * @deprecated Use tapelab.Strip.$Properties instead.
     */
    interface IStrip extends tapelab.Strip.$Properties {
    }

    /** Represents a Strip. */
    class Strip {

        /**
         * Constructs a new Strip.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Strip.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Strip shape. */
        shape: Long;

        /** Strip rows. */
        rows: number;

        /** Strip forms. */
        forms: Uint8Array;

        /** Strip length. */
        length: number[];

        /**
         * Creates a new Strip instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Strip instance
         */
        static create(properties: tapelab.Strip.$Shape): tapelab.Strip & tapelab.Strip.$Shape;
        static create(properties?: tapelab.Strip.$Properties): tapelab.Strip;

        /**
         * Encodes the specified Strip message. Does not implicitly {@link tapelab.Strip.verify|verify} messages.
         * @param message Strip message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Strip.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Strip message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Strip & tapelab.Strip.$Shape} Strip
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Strip & tapelab.Strip.$Shape;
    }

    namespace Strip {

        /** Properties of a Strip. */
        interface $Properties {

            /** Strip shape */
            shape?: (Long|null);

            /** Strip rows */
            rows?: (number|null);

            /** Strip forms */
            forms?: (Uint8Array|null);

            /** Strip length */
            length?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Strip. */
        type $Shape = tapelab.Strip.$Properties;
    }

    /**
     * Properties of an Operation.
     * @deprecated Use tapelab.Operation.$Properties instead.
     */
    interface IOperation extends tapelab.Operation.$Properties {
    }

    /** Represents an Operation. */
    class Operation {

        /**
         * Constructs a new Operation.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Operation.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Operation entity. */
        entity: string;

        /** Operation field. */
        field: string;

        /** Operation value. */
        value: Uint8Array;

        /**
         * Creates a new Operation instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Operation instance
         */
        static create(properties: tapelab.Operation.$Shape): tapelab.Operation & tapelab.Operation.$Shape;
        static create(properties?: tapelab.Operation.$Properties): tapelab.Operation;

        /**
         * Encodes the specified Operation message. Does not implicitly {@link tapelab.Operation.verify|verify} messages.
         * @param message Operation message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Operation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Operation message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Operation & tapelab.Operation.$Shape} Operation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Operation & tapelab.Operation.$Shape;
    }

    namespace Operation {

        /** Properties of an Operation. */
        interface $Properties {

            /** Operation entity */
            entity?: (string|null);

            /** Operation field */
            field?: (string|null);

            /** Operation value */
            value?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Operation. */
        type $Shape = tapelab.Operation.$Properties;
    }

    /**
     * Properties of an Edit.
     * @deprecated Use tapelab.Edit.$Properties instead.
     */
    interface IEdit extends tapelab.Edit.$Properties {
    }

    /** Represents an Edit. */
    class Edit {

        /**
         * Constructs a new Edit.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Edit.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Edit actor. */
        actor: string;

        /** Edit lamport. */
        lamport: Long;

        /** Edit seen. */
        seen: tapelab.Seen.$Properties[];

        /** Edit undoes. */
        undoes: string;

        /** Edit resolves. */
        resolves: string;

        /** Edit tip. */
        tip: string[];

        /**
         * Creates a new Edit instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Edit instance
         */
        static create(properties: tapelab.Edit.$Shape): tapelab.Edit & tapelab.Edit.$Shape;
        static create(properties?: tapelab.Edit.$Properties): tapelab.Edit;

        /**
         * Encodes the specified Edit message. Does not implicitly {@link tapelab.Edit.verify|verify} messages.
         * @param message Edit message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Edit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Edit message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Edit & tapelab.Edit.$Shape} Edit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Edit & tapelab.Edit.$Shape;
    }

    namespace Edit {

        /** Properties of an Edit. */
        interface $Properties {

            /** Edit actor */
            actor?: (string|null);

            /** Edit lamport */
            lamport?: (Long|null);

            /** Edit seen */
            seen?: (tapelab.Seen.$Properties[]|null);

            /** Edit undoes */
            undoes?: (string|null);

            /** Edit resolves */
            resolves?: (string|null);

            /** Edit tip */
            tip?: (string[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Edit. */
        type $Shape = tapelab.Edit.$Properties;
    }

    /**
     * Properties of a Seen.
     * @deprecated Use tapelab.Seen.$Properties instead.
     */
    interface ISeen extends tapelab.Seen.$Properties {
    }

    /** Represents a Seen. */
    class Seen {

        /**
         * Constructs a new Seen.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Seen.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Seen tape. */
        tape: Uint8Array;

        /** Seen seq. */
        seq: Long;

        /**
         * Creates a new Seen instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Seen instance
         */
        static create(properties: tapelab.Seen.$Shape): tapelab.Seen & tapelab.Seen.$Shape;
        static create(properties?: tapelab.Seen.$Properties): tapelab.Seen;

        /**
         * Encodes the specified Seen message. Does not implicitly {@link tapelab.Seen.verify|verify} messages.
         * @param message Seen message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Seen.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Seen message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Seen & tapelab.Seen.$Shape} Seen
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Seen & tapelab.Seen.$Shape;
    }

    namespace Seen {

        /** Properties of a Seen. */
        interface $Properties {

            /** Seen tape */
            tape?: (Uint8Array|null);

            /** Seen seq */
            seq?: (Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Seen. */
        type $Shape = tapelab.Seen.$Properties;
    }

    /**
     * Properties of a Micro.
     * @deprecated Use tapelab.Micro.$Properties instead.
     */
    interface IMicro extends tapelab.Micro.$Properties {
    }

    /** Represents a Micro. */
    class Micro {

        /**
         * Constructs a new Micro.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Micro.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Micro commit. */
        commit?: (tapelab.Commit.$Properties|null);

        /**
         * Creates a new Micro instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Micro instance
         */
        static create(properties: tapelab.Micro.$Shape): tapelab.Micro & tapelab.Micro.$Shape;
        static create(properties?: tapelab.Micro.$Properties): tapelab.Micro;

        /**
         * Encodes the specified Micro message. Does not implicitly {@link tapelab.Micro.verify|verify} messages.
         * @param message Micro message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Micro.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Micro message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Micro & tapelab.Micro.$Shape} Micro
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Micro & tapelab.Micro.$Shape;
    }

    namespace Micro {

        /** Properties of a Micro. */
        interface $Properties {

            /** Micro commit */
            commit?: (tapelab.Commit.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Micro. */
        type $Shape = tapelab.Micro.$Properties;
    }

    /**
     * Properties of a Marker.
     * @deprecated Use tapelab.Marker.$Properties instead.
     */
    interface IMarker extends tapelab.Marker.$Properties {
    }

    /** Represents a Marker. */
    class Marker {

        /**
         * Constructs a new Marker.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Marker.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Marker firstSeq. */
        firstSeq: Long;

        /** Marker proof. */
        proof: tapelab.Proof.$Properties[];

        /** Marker prevChain. */
        prevChain: Uint8Array;

        /** Marker chain. */
        chain: Uint8Array;

        /** Marker batchLength. */
        batchLength: number;

        /** Marker durableSeq. */
        durableSeq: Long;

        /** Marker pad. */
        pad: Uint8Array;

        /** Marker tail. */
        tail: Long;

        /**
         * Creates a new Marker instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Marker instance
         */
        static create(properties: tapelab.Marker.$Shape): tapelab.Marker & tapelab.Marker.$Shape;
        static create(properties?: tapelab.Marker.$Properties): tapelab.Marker;

        /**
         * Encodes the specified Marker message. Does not implicitly {@link tapelab.Marker.verify|verify} messages.
         * @param message Marker message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Marker.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Marker message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Marker & tapelab.Marker.$Shape} Marker
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Marker & tapelab.Marker.$Shape;
    }

    namespace Marker {

        /** Properties of a Marker. */
        interface $Properties {

            /** Marker firstSeq */
            firstSeq?: (Long|null);

            /** Marker proof */
            proof?: (tapelab.Proof.$Properties[]|null);

            /** Marker prevChain */
            prevChain?: (Uint8Array|null);

            /** Marker chain */
            chain?: (Uint8Array|null);

            /** Marker batchLength */
            batchLength?: (number|null);

            /** Marker durableSeq */
            durableSeq?: (Long|null);

            /** Marker pad */
            pad?: (Uint8Array|null);

            /** Marker tail */
            tail?: (Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Marker. */
        type $Shape = tapelab.Marker.$Properties;
    }

    /**
     * Properties of a Proof.
     * @deprecated Use tapelab.Proof.$Properties instead.
     */
    interface IProof extends tapelab.Proof.$Properties {
    }

    /** Represents a Proof. */
    class Proof {

        /**
         * Constructs a new Proof.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Proof.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Proof length. */
        length: number;

        /** Proof crc. */
        crc: number;

        /** Proof imageHash. */
        imageHash: Uint8Array;

        /** Proof stored. */
        stored: number;

        /**
         * Creates a new Proof instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Proof instance
         */
        static create(properties: tapelab.Proof.$Shape): tapelab.Proof & tapelab.Proof.$Shape;
        static create(properties?: tapelab.Proof.$Properties): tapelab.Proof;

        /**
         * Encodes the specified Proof message. Does not implicitly {@link tapelab.Proof.verify|verify} messages.
         * @param message Proof message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Proof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Proof message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Proof & tapelab.Proof.$Shape} Proof
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Proof & tapelab.Proof.$Shape;
    }

    namespace Proof {

        /** Properties of a Proof. */
        interface $Properties {

            /** Proof length */
            length?: (number|null);

            /** Proof crc */
            crc?: (number|null);

            /** Proof imageHash */
            imageHash?: (Uint8Array|null);

            /** Proof stored */
            stored?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Proof. */
        type $Shape = tapelab.Proof.$Properties;
    }

    /**
     * Properties of an End.
     * @deprecated Use tapelab.End.$Properties instead.
     */
    interface IEnd extends tapelab.End.$Properties {
    }

    /** Represents an End. */
    class End {

        /**
         * Constructs a new End.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.End.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /**
         * Creates a new End instance using the specified properties.
         * @param [properties] Properties to set
         * @returns End instance
         */
        static create(properties: tapelab.End.$Shape): tapelab.End & tapelab.End.$Shape;
        static create(properties?: tapelab.End.$Properties): tapelab.End;

        /**
         * Encodes the specified End message. Does not implicitly {@link tapelab.End.verify|verify} messages.
         * @param message End message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.End.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an End message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.End & tapelab.End.$Shape} End
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.End & tapelab.End.$Shape;
    }

    namespace End {

        /** Properties of an End. */
        interface $Properties {

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an End. */
        type $Shape = tapelab.End.$Properties;
    }

    /**
     * Properties of a Part.
     * @deprecated Use tapelab.Part.$Properties instead.
     */
    interface IPart extends tapelab.Part.$Properties {
    }

    /** Represents a Part. */
    class Part {

        /**
         * Constructs a new Part.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Part.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Part index. */
        index: number;

        /** Part bytes. */
        bytes: Uint8Array;

        /**
         * Creates a new Part instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Part instance
         */
        static create(properties: tapelab.Part.$Shape): tapelab.Part & tapelab.Part.$Shape;
        static create(properties?: tapelab.Part.$Properties): tapelab.Part;

        /**
         * Encodes the specified Part message. Does not implicitly {@link tapelab.Part.verify|verify} messages.
         * @param message Part message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Part.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Part message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Part & tapelab.Part.$Shape} Part
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Part & tapelab.Part.$Shape;
    }

    namespace Part {

        /** Properties of a Part. */
        interface $Properties {

            /** Part index */
            index?: (number|null);

            /** Part bytes */
            bytes?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Part. */
        type $Shape = tapelab.Part.$Properties;
    }

    /**
     * Properties of a Gap.
     * @deprecated Use tapelab.Gap.$Properties instead.
     */
    interface IGap extends tapelab.Gap.$Properties {
    }

    /** Represents a Gap. */
    class Gap {

        /**
         * Constructs a new Gap.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Gap.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Gap first. */
        first: Long;

        /** Gap last. */
        last: Long;

        /** Gap reason. */
        reason: string;

        /** Gap quarantine. */
        quarantine: Long;

        /**
         * Creates a new Gap instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Gap instance
         */
        static create(properties: tapelab.Gap.$Shape): tapelab.Gap & tapelab.Gap.$Shape;
        static create(properties?: tapelab.Gap.$Properties): tapelab.Gap;

        /**
         * Encodes the specified Gap message. Does not implicitly {@link tapelab.Gap.verify|verify} messages.
         * @param message Gap message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Gap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Gap message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Gap & tapelab.Gap.$Shape} Gap
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Gap & tapelab.Gap.$Shape;
    }

    namespace Gap {

        /** Properties of a Gap. */
        interface $Properties {

            /** Gap first */
            first?: (Long|null);

            /** Gap last */
            last?: (Long|null);

            /** Gap reason */
            reason?: (string|null);

            /** Gap quarantine */
            quarantine?: (Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Gap. */
        type $Shape = tapelab.Gap.$Properties;
    }

    /**
     * Properties of a Generation.
     * @deprecated Use tapelab.Generation.$Properties instead.
     */
    interface IGeneration extends tapelab.Generation.$Properties {
    }

    /** Represents a Generation. */
    class Generation {

        /**
         * Constructs a new Generation.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Generation.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Generation generation. */
        generation: number;

        /** Generation verb. */
        verb: string;

        /** Generation firstSeq. */
        firstSeq: Long;

        /** Generation lastSeq. */
        lastSeq: Long;

        /** Generation lastHash. */
        lastHash: Uint8Array;

        /** Generation contentDigest. */
        contentDigest: Uint8Array;

        /** Generation previous. */
        previous: number;

        /** Generation previousHash. */
        previousHash: Uint8Array;

        /** Generation previousDigest. */
        previousDigest: Uint8Array;

        /** Generation segment. */
        segment: number[];

        /** Generation trimmed. */
        trimmed?: (tapelab.Gap.$Properties|null);

        /** Generation base. */
        base: Uint8Array;

        /** Generation archive. */
        archive: Uint8Array;

        /** Generation role. */
        role: number;

        /**
         * Creates a new Generation instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Generation instance
         */
        static create(properties: tapelab.Generation.$Shape): tapelab.Generation & tapelab.Generation.$Shape;
        static create(properties?: tapelab.Generation.$Properties): tapelab.Generation;

        /**
         * Encodes the specified Generation message. Does not implicitly {@link tapelab.Generation.verify|verify} messages.
         * @param message Generation message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Generation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Generation message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Generation & tapelab.Generation.$Shape} Generation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Generation & tapelab.Generation.$Shape;
    }

    namespace Generation {

        /** Properties of a Generation. */
        interface $Properties {

            /** Generation generation */
            generation?: (number|null);

            /** Generation verb */
            verb?: (string|null);

            /** Generation firstSeq */
            firstSeq?: (Long|null);

            /** Generation lastSeq */
            lastSeq?: (Long|null);

            /** Generation lastHash */
            lastHash?: (Uint8Array|null);

            /** Generation contentDigest */
            contentDigest?: (Uint8Array|null);

            /** Generation previous */
            previous?: (number|null);

            /** Generation previousHash */
            previousHash?: (Uint8Array|null);

            /** Generation previousDigest */
            previousDigest?: (Uint8Array|null);

            /** Generation segment */
            segment?: (number[]|null);

            /** Generation trimmed */
            trimmed?: (tapelab.Gap.$Properties|null);

            /** Generation base */
            base?: (Uint8Array|null);

            /** Generation archive */
            archive?: (Uint8Array|null);

            /** Generation role */
            role?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Generation. */
        type $Shape = tapelab.Generation.$Properties;
    }

    /**
     * Properties of a Footer.
     * @deprecated Use tapelab.Footer.$Properties instead.
     */
    interface IFooter extends tapelab.Footer.$Properties {
    }

    /** Represents a Footer. */
    class Footer {

        /**
         * Constructs a new Footer.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Footer.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Footer firstSeq. */
        firstSeq: Long;

        /** Footer shape. */
        shape: Uint8Array[];

        /** Footer word. */
        word: string[];

        /** Footer skip. */
        skip: number[];

        /** Footer length. */
        length: number[];

        /** Footer crc. */
        crc: number[];

        /** Footer rows. */
        rows: number[];

        /** Footer kind. */
        kind: number[];

        /** Footer label. */
        label: number[];

        /** Footer wallMs. */
        wallMs: Long[];

        /** Footer imageHash. */
        imageHash: Uint8Array;

        /** Footer chain. */
        chain: Uint8Array;

        /** Footer durableSeq. */
        durableSeq: Long;

        /** Footer block. */
        block: tapelab.FooterBlock.$Properties[];

        /** Footer stored. */
        stored: number[];

        /** Footer dictionary. */
        dictionary: Uint8Array;

        /** Footer ended. */
        ended: boolean;

        /**
         * Creates a new Footer instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Footer instance
         */
        static create(properties: tapelab.Footer.$Shape): tapelab.Footer & tapelab.Footer.$Shape;
        static create(properties?: tapelab.Footer.$Properties): tapelab.Footer;

        /**
         * Encodes the specified Footer message. Does not implicitly {@link tapelab.Footer.verify|verify} messages.
         * @param message Footer message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Footer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Footer message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Footer & tapelab.Footer.$Shape} Footer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Footer & tapelab.Footer.$Shape;
    }

    namespace Footer {

        /** Properties of a Footer. */
        interface $Properties {

            /** Footer firstSeq */
            firstSeq?: (Long|null);

            /** Footer shape */
            shape?: (Uint8Array[]|null);

            /** Footer word */
            word?: (string[]|null);

            /** Footer skip */
            skip?: (number[]|null);

            /** Footer length */
            length?: (number[]|null);

            /** Footer crc */
            crc?: (number[]|null);

            /** Footer rows */
            rows?: (number[]|null);

            /** Footer kind */
            kind?: (number[]|null);

            /** Footer label */
            label?: (number[]|null);

            /** Footer wallMs */
            wallMs?: (Long[]|null);

            /** Footer imageHash */
            imageHash?: (Uint8Array|null);

            /** Footer chain */
            chain?: (Uint8Array|null);

            /** Footer durableSeq */
            durableSeq?: (Long|null);

            /** Footer block */
            block?: (tapelab.FooterBlock.$Properties[]|null);

            /** Footer stored */
            stored?: (number[]|null);

            /** Footer dictionary */
            dictionary?: (Uint8Array|null);

            /** Footer ended */
            ended?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Footer. */
        type $Shape = tapelab.Footer.$Properties;
    }

    /**
     * Properties of a FooterBlock.
     * @deprecated Use tapelab.FooterBlock.$Properties instead.
     */
    interface IFooterBlock extends tapelab.FooterBlock.$Properties {
    }

    /** Represents a FooterBlock. */
    class FooterBlock {

        /**
         * Constructs a new FooterBlock.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.FooterBlock.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FooterBlock commit. */
        commit: number;

        /** FooterBlock strip. */
        strip: tapelab.FooterStrip.$Properties[];

        /**
         * Creates a new FooterBlock instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FooterBlock instance
         */
        static create(properties: tapelab.FooterBlock.$Shape): tapelab.FooterBlock & tapelab.FooterBlock.$Shape;
        static create(properties?: tapelab.FooterBlock.$Properties): tapelab.FooterBlock;

        /**
         * Encodes the specified FooterBlock message. Does not implicitly {@link tapelab.FooterBlock.verify|verify} messages.
         * @param message FooterBlock message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.FooterBlock.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FooterBlock message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.FooterBlock & tapelab.FooterBlock.$Shape} FooterBlock
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.FooterBlock & tapelab.FooterBlock.$Shape;
    }

    namespace FooterBlock {

        /** Properties of a FooterBlock. */
        interface $Properties {

            /** FooterBlock commit */
            commit?: (number|null);

            /** FooterBlock strip */
            strip?: (tapelab.FooterStrip.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FooterBlock. */
        type $Shape = tapelab.FooterBlock.$Properties;
    }

    /**
     * Properties of a FooterStrip.
     * @deprecated Use tapelab.FooterStrip.$Properties instead.
     */
    interface IFooterStrip extends tapelab.FooterStrip.$Properties {
    }

    /** Represents a FooterStrip. */
    class FooterStrip {

        /**
         * Constructs a new FooterStrip.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.FooterStrip.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FooterStrip shape. */
        shape: Uint8Array;

        /** FooterStrip rows. */
        rows: number;

        /** FooterStrip forms. */
        forms: Uint8Array;

        /** FooterStrip offset. */
        offset: number[];

        /** FooterStrip length. */
        length: number[];

        /** FooterStrip crc. */
        crc: number[];

        /** FooterStrip label. */
        label: number[];

        /** FooterStrip mixed. */
        mixed: boolean;

        /**
         * Creates a new FooterStrip instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FooterStrip instance
         */
        static create(properties: tapelab.FooterStrip.$Shape): tapelab.FooterStrip & tapelab.FooterStrip.$Shape;
        static create(properties?: tapelab.FooterStrip.$Properties): tapelab.FooterStrip;

        /**
         * Encodes the specified FooterStrip message. Does not implicitly {@link tapelab.FooterStrip.verify|verify} messages.
         * @param message FooterStrip message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.FooterStrip.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FooterStrip message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.FooterStrip & tapelab.FooterStrip.$Shape} FooterStrip
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.FooterStrip & tapelab.FooterStrip.$Shape;
    }

    namespace FooterStrip {

        /** Properties of a FooterStrip. */
        interface $Properties {

            /** FooterStrip shape */
            shape?: (Uint8Array|null);

            /** FooterStrip rows */
            rows?: (number|null);

            /** FooterStrip forms */
            forms?: (Uint8Array|null);

            /** FooterStrip offset */
            offset?: (number[]|null);

            /** FooterStrip length */
            length?: (number[]|null);

            /** FooterStrip crc */
            crc?: (number[]|null);

            /** FooterStrip label */
            label?: (number[]|null);

            /** FooterStrip mixed */
            mixed?: (boolean|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FooterStrip. */
        type $Shape = tapelab.FooterStrip.$Properties;
    }

    /**
     * Properties of a Sealed.
     * @deprecated Use tapelab.Sealed.$Properties instead.
     */
    interface ISealed extends tapelab.Sealed.$Properties {
    }

    /** Represents a Sealed. */
    class Sealed {

        /**
         * Constructs a new Sealed.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Sealed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Sealed image. */
        image: tapelab.Packed.$Properties[];

        /**
         * Creates a new Sealed instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Sealed instance
         */
        static create(properties: tapelab.Sealed.$Shape): tapelab.Sealed & tapelab.Sealed.$Shape;
        static create(properties?: tapelab.Sealed.$Properties): tapelab.Sealed;

        /**
         * Encodes the specified Sealed message. Does not implicitly {@link tapelab.Sealed.verify|verify} messages.
         * @param message Sealed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Sealed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Sealed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Sealed & tapelab.Sealed.$Shape} Sealed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Sealed & tapelab.Sealed.$Shape;
    }

    namespace Sealed {

        /** Properties of a Sealed. */
        interface $Properties {

            /** Sealed image */
            image?: (tapelab.Packed.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Sealed. */
        type $Shape = tapelab.Sealed.$Properties;
    }

    /**
     * Properties of a Packed.
     * @deprecated Use tapelab.Packed.$Properties instead.
     */
    interface IPacked extends tapelab.Packed.$Properties {
    }

    /** Represents a Packed. */
    class Packed {

        /**
         * Constructs a new Packed.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Packed.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Packed codec. */
        codec: number;

        /** Packed length. */
        length: number;

        /** Packed bytes. */
        bytes: Uint8Array;

        /**
         * Creates a new Packed instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Packed instance
         */
        static create(properties: tapelab.Packed.$Shape): tapelab.Packed & tapelab.Packed.$Shape;
        static create(properties?: tapelab.Packed.$Properties): tapelab.Packed;

        /**
         * Encodes the specified Packed message. Does not implicitly {@link tapelab.Packed.verify|verify} messages.
         * @param message Packed message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Packed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Packed message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Packed & tapelab.Packed.$Shape} Packed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Packed & tapelab.Packed.$Shape;
    }

    namespace Packed {

        /** Properties of a Packed. */
        interface $Properties {

            /** Packed codec */
            codec?: (number|null);

            /** Packed length */
            length?: (number|null);

            /** Packed bytes */
            bytes?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Packed. */
        type $Shape = tapelab.Packed.$Properties;
    }

    /**
     * Properties of a Dictionary.
     * @deprecated Use tapelab.Dictionary.$Properties instead.
     */
    interface IDictionary extends tapelab.Dictionary.$Properties {
    }

    /** Represents a Dictionary. */
    class Dictionary {

        /**
         * Constructs a new Dictionary.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Dictionary.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Dictionary bytes. */
        bytes: Uint8Array;

        /**
         * Creates a new Dictionary instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Dictionary instance
         */
        static create(properties: tapelab.Dictionary.$Shape): tapelab.Dictionary & tapelab.Dictionary.$Shape;
        static create(properties?: tapelab.Dictionary.$Properties): tapelab.Dictionary;

        /**
         * Encodes the specified Dictionary message. Does not implicitly {@link tapelab.Dictionary.verify|verify} messages.
         * @param message Dictionary message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Dictionary.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Dictionary message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Dictionary & tapelab.Dictionary.$Shape} Dictionary
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Dictionary & tapelab.Dictionary.$Shape;
    }

    namespace Dictionary {

        /** Properties of a Dictionary. */
        interface $Properties {

            /** Dictionary bytes */
            bytes?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Dictionary. */
        type $Shape = tapelab.Dictionary.$Properties;
    }

    /**
     * Properties of a TapeArchive.
     * @deprecated Use tapelab.TapeArchive.$Properties instead.
     */
    interface ITapeArchive extends tapelab.TapeArchive.$Properties {
    }

    /** Represents a TapeArchive. */
    class TapeArchive {

        /**
         * Constructs a new TapeArchive.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.TapeArchive.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TapeArchive manifest. */
        manifest?: (tapelab.ArchiveManifest.$Properties|null);

        /** TapeArchive events. */
        events: tapelab.EventEnvelope.$Properties[];

        /** TapeArchive snapshots. */
        snapshots: tapelab.SnapshotEnvelope.$Properties[];

        /** TapeArchive blobs. */
        blobs: tapelab.BlobLeaf.$Properties[];

        /** TapeArchive quarantine. */
        quarantine: tapelab.QuarantineLeaf.$Properties[];

        /** TapeArchive commit. */
        commit?: (tapelab.CommitMarker.$Properties|null);

        /**
         * Creates a new TapeArchive instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TapeArchive instance
         */
        static create(properties: tapelab.TapeArchive.$Shape): tapelab.TapeArchive & tapelab.TapeArchive.$Shape;
        static create(properties?: tapelab.TapeArchive.$Properties): tapelab.TapeArchive;

        /**
         * Encodes the specified TapeArchive message. Does not implicitly {@link tapelab.TapeArchive.verify|verify} messages.
         * @param message TapeArchive message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.TapeArchive.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TapeArchive message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.TapeArchive & tapelab.TapeArchive.$Shape} TapeArchive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.TapeArchive & tapelab.TapeArchive.$Shape;
    }

    namespace TapeArchive {

        /** Properties of a TapeArchive. */
        interface $Properties {

            /** TapeArchive manifest */
            manifest?: (tapelab.ArchiveManifest.$Properties|null);

            /** TapeArchive events */
            events?: (tapelab.EventEnvelope.$Properties[]|null);

            /** TapeArchive snapshots */
            snapshots?: (tapelab.SnapshotEnvelope.$Properties[]|null);

            /** TapeArchive blobs */
            blobs?: (tapelab.BlobLeaf.$Properties[]|null);

            /** TapeArchive quarantine */
            quarantine?: (tapelab.QuarantineLeaf.$Properties[]|null);

            /** TapeArchive commit */
            commit?: (tapelab.CommitMarker.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TapeArchive. */
        type $Shape = {
          manifest?: tapelab.ArchiveManifest.$Shape|null;
          events?: tapelab.EventEnvelope.$Shape[]|null;
          snapshots?: tapelab.SnapshotEnvelope.$Shape[]|null;
          blobs?: tapelab.BlobLeaf.$Shape[]|null;
          quarantine?: tapelab.QuarantineLeaf.$Shape[]|null;
          commit?: tapelab.CommitMarker.$Shape|null;
          $unknowns?: Uint8Array[];
        };
    }

    /**
     * Properties of an ArchivedCommit.
     * @deprecated Use tapelab.ArchivedCommit.$Properties instead.
     */
    interface IArchivedCommit extends tapelab.ArchivedCommit.$Properties {
    }

    /** Represents an ArchivedCommit. */
    class ArchivedCommit {

        /**
         * Constructs a new ArchivedCommit.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.ArchivedCommit.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ArchivedCommit hash. */
        hash: Uint8Array;

        /** ArchivedCommit shapes. */
        shapes: Uint8Array[];

        /** ArchivedCommit image. */
        image: Uint8Array;

        /**
         * Creates a new ArchivedCommit instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ArchivedCommit instance
         */
        static create(properties: tapelab.ArchivedCommit.$Shape): tapelab.ArchivedCommit & tapelab.ArchivedCommit.$Shape;
        static create(properties?: tapelab.ArchivedCommit.$Properties): tapelab.ArchivedCommit;

        /**
         * Encodes the specified ArchivedCommit message. Does not implicitly {@link tapelab.ArchivedCommit.verify|verify} messages.
         * @param message ArchivedCommit message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.ArchivedCommit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an ArchivedCommit message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.ArchivedCommit & tapelab.ArchivedCommit.$Shape} ArchivedCommit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.ArchivedCommit & tapelab.ArchivedCommit.$Shape;
    }

    namespace ArchivedCommit {

        /** Properties of an ArchivedCommit. */
        interface $Properties {

            /** ArchivedCommit hash */
            hash?: (Uint8Array|null);

            /** ArchivedCommit shapes */
            shapes?: (Uint8Array[]|null);

            /** ArchivedCommit image */
            image?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an ArchivedCommit. */
        type $Shape = tapelab.ArchivedCommit.$Properties;
    }

    /**
     * Properties of an ExtraRecord.
     * @deprecated Use tapelab.ExtraRecord.$Properties instead.
     */
    interface IExtraRecord extends tapelab.ExtraRecord.$Properties {
    }

    /** Represents an ExtraRecord. */
    class ExtraRecord {

        /**
         * Constructs a new ExtraRecord.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.ExtraRecord.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ExtraRecord kind. */
        kind: number;

        /** ExtraRecord payload. */
        payload: Uint8Array;

        /**
         * Creates a new ExtraRecord instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ExtraRecord instance
         */
        static create(properties: tapelab.ExtraRecord.$Shape): tapelab.ExtraRecord & tapelab.ExtraRecord.$Shape;
        static create(properties?: tapelab.ExtraRecord.$Properties): tapelab.ExtraRecord;

        /**
         * Encodes the specified ExtraRecord message. Does not implicitly {@link tapelab.ExtraRecord.verify|verify} messages.
         * @param message ExtraRecord message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.ExtraRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an ExtraRecord message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.ExtraRecord & tapelab.ExtraRecord.$Shape} ExtraRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.ExtraRecord & tapelab.ExtraRecord.$Shape;
    }

    namespace ExtraRecord {

        /** Properties of an ExtraRecord. */
        interface $Properties {

            /** ExtraRecord kind */
            kind?: (number|null);

            /** ExtraRecord payload */
            payload?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an ExtraRecord. */
        type $Shape = tapelab.ExtraRecord.$Properties;
    }

    /**
     * Properties of a SnapshotEnvelope.
     * @deprecated Use tapelab.SnapshotEnvelope.$Properties instead.
     */
    interface ISnapshotEnvelope extends tapelab.SnapshotEnvelope.$Properties {
    }

    /** Represents a SnapshotEnvelope. */
    class SnapshotEnvelope {

        /**
         * Constructs a new SnapshotEnvelope.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.SnapshotEnvelope.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** SnapshotEnvelope schemaVersion. */
        schemaVersion: number;

        /** SnapshotEnvelope runId. */
        runId: string;

        /** SnapshotEnvelope replayCursor. */
        replayCursor?: (tapelab.ReplayCursor.$Properties|null);

        /** SnapshotEnvelope state. */
        state: Uint8Array;

        /** SnapshotEnvelope stateHash. */
        stateHash: Uint8Array;

        /** SnapshotEnvelope foldVersion. */
        foldVersion: number;

        /** SnapshotEnvelope models. */
        models: tapelab.ModelImage.$Properties[];

        /**
         * Creates a new SnapshotEnvelope instance using the specified properties.
         * @param [properties] Properties to set
         * @returns SnapshotEnvelope instance
         */
        static create(properties: tapelab.SnapshotEnvelope.$Shape): tapelab.SnapshotEnvelope & tapelab.SnapshotEnvelope.$Shape;
        static create(properties?: tapelab.SnapshotEnvelope.$Properties): tapelab.SnapshotEnvelope;

        /**
         * Encodes the specified SnapshotEnvelope message. Does not implicitly {@link tapelab.SnapshotEnvelope.verify|verify} messages.
         * @param message SnapshotEnvelope message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.SnapshotEnvelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a SnapshotEnvelope message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.SnapshotEnvelope & tapelab.SnapshotEnvelope.$Shape} SnapshotEnvelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.SnapshotEnvelope & tapelab.SnapshotEnvelope.$Shape;
    }

    namespace SnapshotEnvelope {

        /** Properties of a SnapshotEnvelope. */
        interface $Properties {

            /** SnapshotEnvelope schemaVersion */
            schemaVersion?: (number|null);

            /** SnapshotEnvelope runId */
            runId?: (string|null);

            /** SnapshotEnvelope replayCursor */
            replayCursor?: (tapelab.ReplayCursor.$Properties|null);

            /** SnapshotEnvelope state */
            state?: (Uint8Array|null);

            /** SnapshotEnvelope stateHash */
            stateHash?: (Uint8Array|null);

            /** SnapshotEnvelope foldVersion */
            foldVersion?: (number|null);

            /** SnapshotEnvelope models */
            models?: (tapelab.ModelImage.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a SnapshotEnvelope. */
        type $Shape = tapelab.SnapshotEnvelope.$Properties;
    }

    /**
     * Properties of a ReplayCursor.
     * @deprecated Use tapelab.ReplayCursor.$Properties instead.
     */
    interface IReplayCursor extends tapelab.ReplayCursor.$Properties {
    }

    /** Represents a ReplayCursor. */
    class ReplayCursor {

        /**
         * Constructs a new ReplayCursor.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.ReplayCursor.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ReplayCursor sequence. */
        sequence: Long;

        /** ReplayCursor hash. */
        hash: Uint8Array;

        /** ReplayCursor others. */
        others: tapelab.TapeCursor.$Properties[];

        /**
         * Creates a new ReplayCursor instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ReplayCursor instance
         */
        static create(properties: tapelab.ReplayCursor.$Shape): tapelab.ReplayCursor & tapelab.ReplayCursor.$Shape;
        static create(properties?: tapelab.ReplayCursor.$Properties): tapelab.ReplayCursor;

        /**
         * Encodes the specified ReplayCursor message. Does not implicitly {@link tapelab.ReplayCursor.verify|verify} messages.
         * @param message ReplayCursor message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.ReplayCursor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ReplayCursor message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.ReplayCursor & tapelab.ReplayCursor.$Shape} ReplayCursor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.ReplayCursor & tapelab.ReplayCursor.$Shape;
    }

    namespace ReplayCursor {

        /** Properties of a ReplayCursor. */
        interface $Properties {

            /** ReplayCursor sequence */
            sequence?: (Long|null);

            /** ReplayCursor hash */
            hash?: (Uint8Array|null);

            /** ReplayCursor others */
            others?: (tapelab.TapeCursor.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ReplayCursor. */
        type $Shape = tapelab.ReplayCursor.$Properties;
    }

    /**
     * Properties of a TapeCursor.
     * @deprecated Use tapelab.TapeCursor.$Properties instead.
     */
    interface ITapeCursor extends tapelab.TapeCursor.$Properties {
    }

    /** Represents a TapeCursor. */
    class TapeCursor {

        /**
         * Constructs a new TapeCursor.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.TapeCursor.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** TapeCursor tapeId. */
        tapeId: string;

        /** TapeCursor sequence. */
        sequence: Long;

        /** TapeCursor hash. */
        hash: Uint8Array;

        /**
         * Creates a new TapeCursor instance using the specified properties.
         * @param [properties] Properties to set
         * @returns TapeCursor instance
         */
        static create(properties: tapelab.TapeCursor.$Shape): tapelab.TapeCursor & tapelab.TapeCursor.$Shape;
        static create(properties?: tapelab.TapeCursor.$Properties): tapelab.TapeCursor;

        /**
         * Encodes the specified TapeCursor message. Does not implicitly {@link tapelab.TapeCursor.verify|verify} messages.
         * @param message TapeCursor message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.TapeCursor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a TapeCursor message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.TapeCursor & tapelab.TapeCursor.$Shape} TapeCursor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.TapeCursor & tapelab.TapeCursor.$Shape;
    }

    namespace TapeCursor {

        /** Properties of a TapeCursor. */
        interface $Properties {

            /** TapeCursor tapeId */
            tapeId?: (string|null);

            /** TapeCursor sequence */
            sequence?: (Long|null);

            /** TapeCursor hash */
            hash?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a TapeCursor. */
        type $Shape = tapelab.TapeCursor.$Properties;
    }

    /**
     * Properties of a ModelImage.
     * @deprecated Use tapelab.ModelImage.$Properties instead.
     */
    interface IModelImage extends tapelab.ModelImage.$Properties {
    }

    /** Represents a ModelImage. */
    class ModelImage {

        /**
         * Constructs a new ModelImage.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.ModelImage.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ModelImage name. */
        name: string;

        /** ModelImage version. */
        version: number;

        /** ModelImage image. */
        image: Uint8Array;

        /** ModelImage hash. */
        hash: Uint8Array;

        /**
         * Creates a new ModelImage instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ModelImage instance
         */
        static create(properties: tapelab.ModelImage.$Shape): tapelab.ModelImage & tapelab.ModelImage.$Shape;
        static create(properties?: tapelab.ModelImage.$Properties): tapelab.ModelImage;

        /**
         * Encodes the specified ModelImage message. Does not implicitly {@link tapelab.ModelImage.verify|verify} messages.
         * @param message ModelImage message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.ModelImage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a ModelImage message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.ModelImage & tapelab.ModelImage.$Shape} ModelImage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.ModelImage & tapelab.ModelImage.$Shape;
    }

    namespace ModelImage {

        /** Properties of a ModelImage. */
        interface $Properties {

            /** ModelImage name */
            name?: (string|null);

            /** ModelImage version */
            version?: (number|null);

            /** ModelImage image */
            image?: (Uint8Array|null);

            /** ModelImage hash */
            hash?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a ModelImage. */
        type $Shape = tapelab.ModelImage.$Properties;
    }

    /**
     * Properties of a FoldState.
     * @deprecated Use tapelab.FoldState.$Properties instead.
     */
    interface IFoldState extends tapelab.FoldState.$Properties {
    }

    /** Represents a FoldState. */
    class FoldState {

        /**
         * Constructs a new FoldState.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.FoldState.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FoldState visible. */
        visible: Uint8Array;

        /** FoldState rest. */
        rest: Uint8Array;

        /** FoldState foldHash. */
        foldHash: Uint8Array;

        /**
         * Creates a new FoldState instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FoldState instance
         */
        static create(properties: tapelab.FoldState.$Shape): tapelab.FoldState & tapelab.FoldState.$Shape;
        static create(properties?: tapelab.FoldState.$Properties): tapelab.FoldState;

        /**
         * Encodes the specified FoldState message. Does not implicitly {@link tapelab.FoldState.verify|verify} messages.
         * @param message FoldState message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.FoldState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FoldState message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.FoldState & tapelab.FoldState.$Shape} FoldState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.FoldState & tapelab.FoldState.$Shape;
    }

    namespace FoldState {

        /** Properties of a FoldState. */
        interface $Properties {

            /** FoldState visible */
            visible?: (Uint8Array|null);

            /** FoldState rest */
            rest?: (Uint8Array|null);

            /** FoldState foldHash */
            foldHash?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FoldState. */
        type $Shape = tapelab.FoldState.$Properties;
    }

    /**
     * Properties of an EntityList.
     * @deprecated Use tapelab.EntityList.$Properties instead.
     */
    interface IEntityList extends tapelab.EntityList.$Properties {
    }

    /** Represents an EntityList. */
    class EntityList {

        /**
         * Constructs a new EntityList.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.EntityList.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EntityList entity. */
        entity: tapelab.Entity.$Properties[];

        /**
         * Creates a new EntityList instance using the specified properties.
         * @param [properties] Properties to set
         * @returns EntityList instance
         */
        static create(properties: tapelab.EntityList.$Shape): tapelab.EntityList & tapelab.EntityList.$Shape;
        static create(properties?: tapelab.EntityList.$Properties): tapelab.EntityList;

        /**
         * Encodes the specified EntityList message. Does not implicitly {@link tapelab.EntityList.verify|verify} messages.
         * @param message EntityList message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.EntityList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EntityList message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.EntityList & tapelab.EntityList.$Shape} EntityList
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.EntityList & tapelab.EntityList.$Shape;
    }

    namespace EntityList {

        /** Properties of an EntityList. */
        interface $Properties {

            /** EntityList entity */
            entity?: (tapelab.Entity.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an EntityList. */
        type $Shape = tapelab.EntityList.$Properties;
    }

    /**
     * Properties of an Entity.
     * @deprecated Use tapelab.Entity.$Properties instead.
     */
    interface IEntity extends tapelab.Entity.$Properties {
    }

    /** Represents an Entity. */
    class Entity {

        /**
         * Constructs a new Entity.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Entity.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Entity name. */
        name: string;

        /** Entity cell. */
        cell: tapelab.Cell.$Properties[];

        /**
         * Creates a new Entity instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Entity instance
         */
        static create(properties: tapelab.Entity.$Shape): tapelab.Entity & tapelab.Entity.$Shape;
        static create(properties?: tapelab.Entity.$Properties): tapelab.Entity;

        /**
         * Encodes the specified Entity message. Does not implicitly {@link tapelab.Entity.verify|verify} messages.
         * @param message Entity message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Entity.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an Entity message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Entity & tapelab.Entity.$Shape} Entity
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Entity & tapelab.Entity.$Shape;
    }

    namespace Entity {

        /** Properties of an Entity. */
        interface $Properties {

            /** Entity name */
            name?: (string|null);

            /** Entity cell */
            cell?: (tapelab.Cell.$Properties[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an Entity. */
        type $Shape = tapelab.Entity.$Properties;
    }

    /**
     * Properties of a Cell.
     * @deprecated Use tapelab.Cell.$Properties instead.
     */
    interface ICell extends tapelab.Cell.$Properties {
    }

    /** Represents a Cell. */
    class Cell {

        /**
         * Constructs a new Cell.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.Cell.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** Cell field. */
        field: string;

        /** Cell value. */
        value: Uint8Array;

        /**
         * Creates a new Cell instance using the specified properties.
         * @param [properties] Properties to set
         * @returns Cell instance
         */
        static create(properties: tapelab.Cell.$Shape): tapelab.Cell & tapelab.Cell.$Shape;
        static create(properties?: tapelab.Cell.$Properties): tapelab.Cell;

        /**
         * Encodes the specified Cell message. Does not implicitly {@link tapelab.Cell.verify|verify} messages.
         * @param message Cell message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.Cell.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a Cell message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.Cell & tapelab.Cell.$Shape} Cell
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.Cell & tapelab.Cell.$Shape;
    }

    namespace Cell {

        /** Properties of a Cell. */
        interface $Properties {

            /** Cell field */
            field?: (string|null);

            /** Cell value */
            value?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Cell. */
        type $Shape = tapelab.Cell.$Properties;
    }

    /**
     * Properties of a FoldRest.
     * @deprecated Use tapelab.FoldRest.$Properties instead.
     */
    interface IFoldRest extends tapelab.FoldRest.$Properties {
    }

    /** Represents a FoldRest. */
    class FoldRest {

        /**
         * Constructs a new FoldRest.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.FoldRest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** FoldRest hidden. */
        hidden?: (tapelab.EntityList.$Properties|null);

        /** FoldRest tape. */
        tape: string[];

        /** FoldRest seen. */
        seen: Long[];

        /** FoldRest lamport. */
        lamport: Long;

        /** FoldRest winnerTape. */
        winnerTape: number[];

        /** FoldRest winnerLamport. */
        winnerLamport: Long[];

        /** FoldRest winnerSequence. */
        winnerSequence: Long[];

        /** FoldRest winnerIndex. */
        winnerIndex: number[];

        /**
         * Creates a new FoldRest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns FoldRest instance
         */
        static create(properties: tapelab.FoldRest.$Shape): tapelab.FoldRest & tapelab.FoldRest.$Shape;
        static create(properties?: tapelab.FoldRest.$Properties): tapelab.FoldRest;

        /**
         * Encodes the specified FoldRest message. Does not implicitly {@link tapelab.FoldRest.verify|verify} messages.
         * @param message FoldRest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.FoldRest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a FoldRest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.FoldRest & tapelab.FoldRest.$Shape} FoldRest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.FoldRest & tapelab.FoldRest.$Shape;
    }

    namespace FoldRest {

        /** Properties of a FoldRest. */
        interface $Properties {

            /** FoldRest hidden */
            hidden?: (tapelab.EntityList.$Properties|null);

            /** FoldRest tape */
            tape?: (string[]|null);

            /** FoldRest seen */
            seen?: (Long[]|null);

            /** FoldRest lamport */
            lamport?: (Long|null);

            /** FoldRest winnerTape */
            winnerTape?: (number[]|null);

            /** FoldRest winnerLamport */
            winnerLamport?: (Long[]|null);

            /** FoldRest winnerSequence */
            winnerSequence?: (Long[]|null);

            /** FoldRest winnerIndex */
            winnerIndex?: (number[]|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a FoldRest. */
        type $Shape = tapelab.FoldRest.$Properties;
    }

    /**
     * Properties of an ArchiveManifest.
     * @deprecated Use tapelab.ArchiveManifest.$Properties instead.
     */
    interface IArchiveManifest extends tapelab.ArchiveManifest.$Properties {
    }

    /** Represents an ArchiveManifest. */
    class ArchiveManifest {

        /**
         * Constructs a new ArchiveManifest.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.ArchiveManifest.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** ArchiveManifest schemaVersion. */
        schemaVersion: number;

        /** ArchiveManifest projectionVersion. */
        projectionVersion: number;

        /** ArchiveManifest runId. */
        runId: string;

        /** ArchiveManifest workspaceId. */
        workspaceId: string;

        /** ArchiveManifest generation. */
        generation: Long;

        /** ArchiveManifest part. */
        part: number;

        /** ArchiveManifest previousManifestSha256. */
        previousManifestSha256: Uint8Array;

        /** ArchiveManifest profile. */
        profile: tapelab.Profile;

        /** ArchiveManifest ranges. */
        ranges: tapelab.EventRange.$Properties[];

        /** ArchiveManifest snapshots. */
        snapshots: tapelab.LeafInfo.$Properties[];

        /** ArchiveManifest blobs. */
        blobs: tapelab.LeafInfo.$Properties[];

        /** ArchiveManifest quarantine. */
        quarantine: tapelab.LeafInfo.$Properties[];

        /** ArchiveManifest opaque. */
        opaque: tapelab.LeafInfo.$Properties[];

        /** ArchiveManifest leafCount. */
        leafCount: Long;

        /** ArchiveManifest leafBytes. */
        leafBytes: Long;

        /** ArchiveManifest base. */
        base?: (tapelab.BaseInfo.$Properties|null);

        /**
         * Creates a new ArchiveManifest instance using the specified properties.
         * @param [properties] Properties to set
         * @returns ArchiveManifest instance
         */
        static create(properties: tapelab.ArchiveManifest.$Shape): tapelab.ArchiveManifest & tapelab.ArchiveManifest.$Shape;
        static create(properties?: tapelab.ArchiveManifest.$Properties): tapelab.ArchiveManifest;

        /**
         * Encodes the specified ArchiveManifest message. Does not implicitly {@link tapelab.ArchiveManifest.verify|verify} messages.
         * @param message ArchiveManifest message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.ArchiveManifest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an ArchiveManifest message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.ArchiveManifest & tapelab.ArchiveManifest.$Shape} ArchiveManifest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.ArchiveManifest & tapelab.ArchiveManifest.$Shape;
    }

    namespace ArchiveManifest {

        /** Properties of an ArchiveManifest. */
        interface $Properties {

            /** ArchiveManifest schemaVersion */
            schemaVersion?: (number|null);

            /** ArchiveManifest projectionVersion */
            projectionVersion?: (number|null);

            /** ArchiveManifest runId */
            runId?: (string|null);

            /** ArchiveManifest workspaceId */
            workspaceId?: (string|null);

            /** ArchiveManifest generation */
            generation?: (Long|null);

            /** ArchiveManifest part */
            part?: (number|null);

            /** ArchiveManifest previousManifestSha256 */
            previousManifestSha256?: (Uint8Array|null);

            /** ArchiveManifest profile */
            profile?: (tapelab.Profile|null);

            /** ArchiveManifest ranges */
            ranges?: (tapelab.EventRange.$Properties[]|null);

            /** ArchiveManifest snapshots */
            snapshots?: (tapelab.LeafInfo.$Properties[]|null);

            /** ArchiveManifest blobs */
            blobs?: (tapelab.LeafInfo.$Properties[]|null);

            /** ArchiveManifest quarantine */
            quarantine?: (tapelab.LeafInfo.$Properties[]|null);

            /** ArchiveManifest opaque */
            opaque?: (tapelab.LeafInfo.$Properties[]|null);

            /** ArchiveManifest leafCount */
            leafCount?: (Long|null);

            /** ArchiveManifest leafBytes */
            leafBytes?: (Long|null);

            /** ArchiveManifest base */
            base?: (tapelab.BaseInfo.$Properties|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an ArchiveManifest. */
        type $Shape = tapelab.ArchiveManifest.$Properties;
    }

    /** Profile enum. */
    enum Profile {

        /** PROFILE_UNKNOWN value */
        PROFILE_UNKNOWN = 0,

        /** PROFILE_FULL value */
        PROFILE_FULL = 1,

        /** PROFILE_TAIL value */
        PROFILE_TAIL = 2,

        /** PROFILE_TRIMMED value */
        PROFILE_TRIMMED = 3,

        /** PROFILE_TEMPLATE value */
        PROFILE_TEMPLATE = 4,

        /** PROFILE_STATE value */
        PROFILE_STATE = 5
    }

    /**
     * Properties of an EventRange.
     * @deprecated Use tapelab.EventRange.$Properties instead.
     */
    interface IEventRange extends tapelab.EventRange.$Properties {
    }

    /** Represents an EventRange. */
    class EventRange {

        /**
         * Constructs a new EventRange.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.EventRange.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** EventRange first. */
        first: Long;

        /** EventRange last. */
        last: Long;

        /** EventRange bytes. */
        bytes: Long;

        /** EventRange sha256. */
        sha256: Uint8Array;

        /** EventRange prevHash. */
        prevHash: Uint8Array;

        /** EventRange lastHash. */
        lastHash: Uint8Array;

        /** EventRange part. */
        part: number;

        /**
         * Creates a new EventRange instance using the specified properties.
         * @param [properties] Properties to set
         * @returns EventRange instance
         */
        static create(properties: tapelab.EventRange.$Shape): tapelab.EventRange & tapelab.EventRange.$Shape;
        static create(properties?: tapelab.EventRange.$Properties): tapelab.EventRange;

        /**
         * Encodes the specified EventRange message. Does not implicitly {@link tapelab.EventRange.verify|verify} messages.
         * @param message EventRange message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.EventRange.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes an EventRange message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.EventRange & tapelab.EventRange.$Shape} EventRange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.EventRange & tapelab.EventRange.$Shape;
    }

    namespace EventRange {

        /** Properties of an EventRange. */
        interface $Properties {

            /** EventRange first */
            first?: (Long|null);

            /** EventRange last */
            last?: (Long|null);

            /** EventRange bytes */
            bytes?: (Long|null);

            /** EventRange sha256 */
            sha256?: (Uint8Array|null);

            /** EventRange prevHash */
            prevHash?: (Uint8Array|null);

            /** EventRange lastHash */
            lastHash?: (Uint8Array|null);

            /** EventRange part */
            part?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of an EventRange. */
        type $Shape = tapelab.EventRange.$Properties;
    }

    /**
     * Properties of a LeafInfo.
     * @deprecated Use tapelab.LeafInfo.$Properties instead.
     */
    interface ILeafInfo extends tapelab.LeafInfo.$Properties {
    }

    /** Represents a LeafInfo. */
    class LeafInfo {

        /**
         * Constructs a new LeafInfo.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.LeafInfo.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LeafInfo index. */
        index: Long;

        /** LeafInfo sha256. */
        sha256: Uint8Array;

        /** LeafInfo size. */
        size: Long;

        /** LeafInfo included. */
        included: boolean;

        /** LeafInfo path. */
        path: string;

        /**
         * Creates a new LeafInfo instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LeafInfo instance
         */
        static create(properties: tapelab.LeafInfo.$Shape): tapelab.LeafInfo & tapelab.LeafInfo.$Shape;
        static create(properties?: tapelab.LeafInfo.$Properties): tapelab.LeafInfo;

        /**
         * Encodes the specified LeafInfo message. Does not implicitly {@link tapelab.LeafInfo.verify|verify} messages.
         * @param message LeafInfo message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.LeafInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LeafInfo message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.LeafInfo & tapelab.LeafInfo.$Shape} LeafInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.LeafInfo & tapelab.LeafInfo.$Shape;
    }

    namespace LeafInfo {

        /** Properties of a LeafInfo. */
        interface $Properties {

            /** LeafInfo index */
            index?: (Long|null);

            /** LeafInfo sha256 */
            sha256?: (Uint8Array|null);

            /** LeafInfo size */
            size?: (Long|null);

            /** LeafInfo included */
            included?: (boolean|null);

            /** LeafInfo path */
            path?: (string|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LeafInfo. */
        type $Shape = tapelab.LeafInfo.$Properties;
    }

    /**
     * Properties of a BaseInfo.
     * @deprecated Use tapelab.BaseInfo.$Properties instead.
     */
    interface IBaseInfo extends tapelab.BaseInfo.$Properties {
    }

    /** Represents a BaseInfo. */
    class BaseInfo {

        /**
         * Constructs a new BaseInfo.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.BaseInfo.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** BaseInfo lastSequence. */
        lastSequence: Long;

        /** BaseInfo hash. */
        hash: Uint8Array;

        /** BaseInfo snapshotSha256. */
        snapshotSha256: Uint8Array;

        /** BaseInfo fullArchiveSha256. */
        fullArchiveSha256: Uint8Array;

        /**
         * Creates a new BaseInfo instance using the specified properties.
         * @param [properties] Properties to set
         * @returns BaseInfo instance
         */
        static create(properties: tapelab.BaseInfo.$Shape): tapelab.BaseInfo & tapelab.BaseInfo.$Shape;
        static create(properties?: tapelab.BaseInfo.$Properties): tapelab.BaseInfo;

        /**
         * Encodes the specified BaseInfo message. Does not implicitly {@link tapelab.BaseInfo.verify|verify} messages.
         * @param message BaseInfo message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.BaseInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a BaseInfo message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.BaseInfo & tapelab.BaseInfo.$Shape} BaseInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.BaseInfo & tapelab.BaseInfo.$Shape;
    }

    namespace BaseInfo {

        /** Properties of a BaseInfo. */
        interface $Properties {

            /** BaseInfo lastSequence */
            lastSequence?: (Long|null);

            /** BaseInfo hash */
            hash?: (Uint8Array|null);

            /** BaseInfo snapshotSha256 */
            snapshotSha256?: (Uint8Array|null);

            /** BaseInfo fullArchiveSha256 */
            fullArchiveSha256?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a BaseInfo. */
        type $Shape = tapelab.BaseInfo.$Properties;
    }

    /**
     * Properties of a CommitMarker.
     * @deprecated Use tapelab.CommitMarker.$Properties instead.
     */
    interface ICommitMarker extends tapelab.CommitMarker.$Properties {
    }

    /** Represents a CommitMarker. */
    class CommitMarker {

        /**
         * Constructs a new CommitMarker.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.CommitMarker.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** CommitMarker schemaVersion. */
        schemaVersion: number;

        /** CommitMarker runId. */
        runId: string;

        /** CommitMarker lastDurableSequence. */
        lastDurableSequence: Long;

        /** CommitMarker lastHash. */
        lastHash: Uint8Array;

        /** CommitMarker manifestSha256. */
        manifestSha256: Uint8Array;

        /** CommitMarker lastRange. */
        lastRange: number;

        /**
         * Creates a new CommitMarker instance using the specified properties.
         * @param [properties] Properties to set
         * @returns CommitMarker instance
         */
        static create(properties: tapelab.CommitMarker.$Shape): tapelab.CommitMarker & tapelab.CommitMarker.$Shape;
        static create(properties?: tapelab.CommitMarker.$Properties): tapelab.CommitMarker;

        /**
         * Encodes the specified CommitMarker message. Does not implicitly {@link tapelab.CommitMarker.verify|verify} messages.
         * @param message CommitMarker message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.CommitMarker.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a CommitMarker message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.CommitMarker & tapelab.CommitMarker.$Shape} CommitMarker
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.CommitMarker & tapelab.CommitMarker.$Shape;
    }

    namespace CommitMarker {

        /** Properties of a CommitMarker. */
        interface $Properties {

            /** CommitMarker schemaVersion */
            schemaVersion?: (number|null);

            /** CommitMarker runId */
            runId?: (string|null);

            /** CommitMarker lastDurableSequence */
            lastDurableSequence?: (Long|null);

            /** CommitMarker lastHash */
            lastHash?: (Uint8Array|null);

            /** CommitMarker manifestSha256 */
            manifestSha256?: (Uint8Array|null);

            /** CommitMarker lastRange */
            lastRange?: (number|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a CommitMarker. */
        type $Shape = tapelab.CommitMarker.$Properties;
    }

    /**
     * Properties of a LeafMeta.
     * @deprecated Use tapelab.LeafMeta.$Properties instead.
     */
    interface ILeafMeta extends tapelab.LeafMeta.$Properties {
    }

    /** Represents a LeafMeta. */
    class LeafMeta {

        /**
         * Constructs a new LeafMeta.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.LeafMeta.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** LeafMeta sha256. */
        sha256: Uint8Array;

        /** LeafMeta size. */
        size: Long;

        /** LeafMeta kind. */
        kind: number;

        /** LeafMeta label. */
        label: string;

        /** LeafMeta scopes. */
        scopes: Long;

        /** LeafMeta operations. */
        operations: Long;

        /** LeafMeta time. */
        time: Long;

        /**
         * Creates a new LeafMeta instance using the specified properties.
         * @param [properties] Properties to set
         * @returns LeafMeta instance
         */
        static create(properties: tapelab.LeafMeta.$Shape): tapelab.LeafMeta & tapelab.LeafMeta.$Shape;
        static create(properties?: tapelab.LeafMeta.$Properties): tapelab.LeafMeta;

        /**
         * Encodes the specified LeafMeta message. Does not implicitly {@link tapelab.LeafMeta.verify|verify} messages.
         * @param message LeafMeta message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.LeafMeta.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a LeafMeta message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.LeafMeta & tapelab.LeafMeta.$Shape} LeafMeta
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.LeafMeta & tapelab.LeafMeta.$Shape;
    }

    namespace LeafMeta {

        /** Properties of a LeafMeta. */
        interface $Properties {

            /** LeafMeta sha256 */
            sha256?: (Uint8Array|null);

            /** LeafMeta size */
            size?: (Long|null);

            /** LeafMeta kind */
            kind?: (number|null);

            /** LeafMeta label */
            label?: (string|null);

            /** LeafMeta scopes */
            scopes?: (Long|null);

            /** LeafMeta operations */
            operations?: (Long|null);

            /** LeafMeta time */
            time?: (Long|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a LeafMeta. */
        type $Shape = tapelab.LeafMeta.$Properties;
    }

    /**
     * Properties of a BlobLeaf.
     * @deprecated Use tapelab.BlobLeaf.$Properties instead.
     */
    interface IBlobLeaf extends tapelab.BlobLeaf.$Properties {
    }

    /** Represents a BlobLeaf. */
    class BlobLeaf {

        /**
         * Constructs a new BlobLeaf.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.BlobLeaf.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** BlobLeaf sha256. */
        sha256: Uint8Array;

        /** BlobLeaf content. */
        content: Uint8Array;

        /**
         * Creates a new BlobLeaf instance using the specified properties.
         * @param [properties] Properties to set
         * @returns BlobLeaf instance
         */
        static create(properties: tapelab.BlobLeaf.$Shape): tapelab.BlobLeaf & tapelab.BlobLeaf.$Shape;
        static create(properties?: tapelab.BlobLeaf.$Properties): tapelab.BlobLeaf;

        /**
         * Encodes the specified BlobLeaf message. Does not implicitly {@link tapelab.BlobLeaf.verify|verify} messages.
         * @param message BlobLeaf message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.BlobLeaf.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a BlobLeaf message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.BlobLeaf & tapelab.BlobLeaf.$Shape} BlobLeaf
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.BlobLeaf & tapelab.BlobLeaf.$Shape;
    }

    namespace BlobLeaf {

        /** Properties of a BlobLeaf. */
        interface $Properties {

            /** BlobLeaf sha256 */
            sha256?: (Uint8Array|null);

            /** BlobLeaf content */
            content?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a BlobLeaf. */
        type $Shape = tapelab.BlobLeaf.$Properties;
    }

    /**
     * Properties of a QuarantineLeaf.
     * @deprecated Use tapelab.QuarantineLeaf.$Properties instead.
     */
    interface IQuarantineLeaf extends tapelab.QuarantineLeaf.$Properties {
    }

    /** Represents a QuarantineLeaf. */
    class QuarantineLeaf {

        /**
         * Constructs a new QuarantineLeaf.
         * @param [properties] Properties to set
         */
        constructor(properties?: tapelab.QuarantineLeaf.$Properties);

        /** Unknown fields preserved while decoding when enabled */
        $unknowns?: Uint8Array[];

        /** QuarantineLeaf index. */
        index: Long;

        /** QuarantineLeaf reason. */
        reason: string;

        /** QuarantineLeaf firstSequence. */
        firstSequence: Long;

        /** QuarantineLeaf lastSequence. */
        lastSequence: Long;

        /** QuarantineLeaf content. */
        content: Uint8Array;

        /**
         * Creates a new QuarantineLeaf instance using the specified properties.
         * @param [properties] Properties to set
         * @returns QuarantineLeaf instance
         */
        static create(properties: tapelab.QuarantineLeaf.$Shape): tapelab.QuarantineLeaf & tapelab.QuarantineLeaf.$Shape;
        static create(properties?: tapelab.QuarantineLeaf.$Properties): tapelab.QuarantineLeaf;

        /**
         * Encodes the specified QuarantineLeaf message. Does not implicitly {@link tapelab.QuarantineLeaf.verify|verify} messages.
         * @param message QuarantineLeaf message or plain object to encode
         * @param [writer] Writer to encode to
         * @returns Writer
         */
        static encode(message: tapelab.QuarantineLeaf.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

        /**
         * Decodes a QuarantineLeaf message from the specified reader or buffer.
         * @param reader Reader or buffer to decode from
         * @param [length] Message length if known beforehand
         * @returns {tapelab.QuarantineLeaf & tapelab.QuarantineLeaf.$Shape} QuarantineLeaf
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): tapelab.QuarantineLeaf & tapelab.QuarantineLeaf.$Shape;
    }

    namespace QuarantineLeaf {

        /** Properties of a QuarantineLeaf. */
        interface $Properties {

            /** QuarantineLeaf index */
            index?: (Long|null);

            /** QuarantineLeaf reason */
            reason?: (string|null);

            /** QuarantineLeaf firstSequence */
            firstSequence?: (Long|null);

            /** QuarantineLeaf lastSequence */
            lastSequence?: (Long|null);

            /** QuarantineLeaf content */
            content?: (Uint8Array|null);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a QuarantineLeaf. */
        type $Shape = tapelab.QuarantineLeaf.$Properties;
    }
}
