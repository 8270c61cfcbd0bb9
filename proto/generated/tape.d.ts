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

        /** EventEnvelope extra. */
        extra: tapelab.ExtraRecord.$Properties[];

        /** EventEnvelope payload. */
        payload?: ("shape"|"data"|"marker"|"micro"|"end"|"part"|"gap"|"generation"|"footer"|"sealed"|"commit");

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

            /** EventEnvelope extra */
            extra?: (tapelab.ExtraRecord.$Properties[]|null);

            /** EventEnvelope payload */
            payload?: ("shape"|"data"|"marker"|"micro"|"end"|"part"|"gap"|"generation"|"footer"|"sealed"|"commit");

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
          extra?: tapelab.ExtraRecord.$Shape[]|null;
          $unknowns?: Uint8Array[];
        } & (
          ({ payload?: undefined; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "shape"; shape: tapelab.Shape.$Shape; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "data"; shape?: null; data: tapelab.Data.$Shape; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "marker"; shape?: null; data?: null; marker: tapelab.Marker.$Shape; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "micro"; shape?: null; data?: null; marker?: null; micro: tapelab.Micro.$Shape; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "end"; shape?: null; data?: null; marker?: null; micro?: null; end: tapelab.End.$Shape; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "part"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part: tapelab.Part.$Shape; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "gap"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap: tapelab.Gap.$Shape; generation?: null; footer?: null; sealed?: null; commit?: null }|{ payload?: "generation"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation: tapelab.Generation.$Shape; footer?: null; sealed?: null; commit?: null }|{ payload?: "footer"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer: tapelab.Footer.$Shape; sealed?: null; commit?: null }|{ payload?: "sealed"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed: tapelab.Sealed.$Shape; commit?: null }|{ payload?: "commit"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit: tapelab.ArchivedCommit.$Shape })
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

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];
        }

        /** Shape of a Sealed. */
        type $Shape = tapelab.Sealed.$Properties;
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
}
