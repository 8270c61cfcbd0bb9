/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
"use strict";

var $protobuf = require("protobufjs/minimal");

// Common aliases
var $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
var $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
var $root = $protobuf.roots["tapelab"] || ($protobuf.roots["tapelab"] = {});

$root.tapelab = (function() {

    /**
     * Namespace tapelab.
     * @exports tapelab
     * @namespace
     */
    var tapelab = {};

    tapelab.EventEnvelope = (function() {

        /**
         * Properties of an EventEnvelope.
         * @typedef {Object} tapelab.EventEnvelope.$Properties
         * @property {Long|null} [seq] EventEnvelope seq
         * @property {number|null} [schemaVersion] EventEnvelope schemaVersion
         * @property {string|null} [runId] EventEnvelope runId
         * @property {Uint8Array|null} [pad] EventEnvelope pad
         * @property {tapelab.Shape.$Properties|null} [shape] EventEnvelope shape
         * @property {tapelab.Data.$Properties|null} [data] EventEnvelope data
         * @property {tapelab.Marker.$Properties|null} [marker] EventEnvelope marker
         * @property {tapelab.Micro.$Properties|null} [micro] EventEnvelope micro
         * @property {tapelab.End.$Properties|null} [end] EventEnvelope end
         * @property {tapelab.Part.$Properties|null} [part] EventEnvelope part
         * @property {tapelab.Gap.$Properties|null} [gap] EventEnvelope gap
         * @property {tapelab.Generation.$Properties|null} [generation] EventEnvelope generation
         * @property {tapelab.Footer.$Properties|null} [footer] EventEnvelope footer
         * @property {tapelab.Sealed.$Properties|null} [sealed] EventEnvelope sealed
         * @property {tapelab.ArchivedCommit.$Properties|null} [commit] EventEnvelope commit
         * @property {tapelab.Dictionary.$Properties|null} [dictionary] EventEnvelope dictionary
         * @property {Array.<tapelab.ExtraRecord.$Properties>|null} [extra] EventEnvelope extra
         * @property {"shape"|"data"|"marker"|"micro"|"end"|"part"|"gap"|"generation"|"footer"|"sealed"|"commit"|"dictionary"} [payload] EventEnvelope payload
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EventEnvelope.
         * @memberof tapelab
         * @interface IEventEnvelope
         * @augments tapelab.EventEnvelope.$Properties
         * @deprecated Use tapelab.EventEnvelope.$Properties instead.
         */

        /**
         * Narrowed shape of an EventEnvelope.
         * @typedef {{
         *   seq?: Long|null;
         *   schemaVersion?: number|null;
         *   runId?: string|null;
         *   pad?: Uint8Array|null;
         *   shape?: tapelab.Shape.$Shape|null;
         *   data?: tapelab.Data.$Shape|null;
         *   marker?: tapelab.Marker.$Shape|null;
         *   micro?: tapelab.Micro.$Shape|null;
         *   end?: tapelab.End.$Shape|null;
         *   part?: tapelab.Part.$Shape|null;
         *   gap?: tapelab.Gap.$Shape|null;
         *   generation?: tapelab.Generation.$Shape|null;
         *   footer?: tapelab.Footer.$Shape|null;
         *   sealed?: tapelab.Sealed.$Shape|null;
         *   commit?: tapelab.ArchivedCommit.$Shape|null;
         *   dictionary?: tapelab.Dictionary.$Shape|null;
         *   extra?: Array.<tapelab.ExtraRecord.$Shape>|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ payload?: undefined; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "shape"; shape: tapelab.Shape.$Shape; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "data"; shape?: null; data: tapelab.Data.$Shape; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "marker"; shape?: null; data?: null; marker: tapelab.Marker.$Shape; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "micro"; shape?: null; data?: null; marker?: null; micro: tapelab.Micro.$Shape; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "end"; shape?: null; data?: null; marker?: null; micro?: null; end: tapelab.End.$Shape; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "part"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part: tapelab.Part.$Shape; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "gap"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap: tapelab.Gap.$Shape; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "generation"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation: tapelab.Generation.$Shape; footer?: null; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "footer"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer: tapelab.Footer.$Shape; sealed?: null; commit?: null; dictionary?: null }|{ payload?: "sealed"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed: tapelab.Sealed.$Shape; commit?: null; dictionary?: null }|{ payload?: "commit"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit: tapelab.ArchivedCommit.$Shape; dictionary?: null }|{ payload?: "dictionary"; shape?: null; data?: null; marker?: null; micro?: null; end?: null; part?: null; gap?: null; generation?: null; footer?: null; sealed?: null; commit?: null; dictionary: tapelab.Dictionary.$Shape })
         * )} tapelab.EventEnvelope.$Shape
         */

        /**
         * Constructs a new EventEnvelope.
         * @memberof tapelab
         * @classdesc Represents an EventEnvelope.
         * @constructor
         * @param {tapelab.EventEnvelope.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var EventEnvelope = function (properties) {
            this.extra = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EventEnvelope seq.
         * @member {Long} seq
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EventEnvelope schemaVersion.
         * @member {number} schemaVersion
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.schemaVersion = 0;

        /**
         * EventEnvelope runId.
         * @member {string} runId
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.runId = "";

        /**
         * EventEnvelope pad.
         * @member {Uint8Array} pad
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.pad = $util.newBuffer([]);

        /**
         * EventEnvelope shape.
         * @member {tapelab.Shape.$Properties|null|undefined} shape
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.shape = null;

        /**
         * EventEnvelope data.
         * @member {tapelab.Data.$Properties|null|undefined} data
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.data = null;

        /**
         * EventEnvelope marker.
         * @member {tapelab.Marker.$Properties|null|undefined} marker
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.marker = null;

        /**
         * EventEnvelope micro.
         * @member {tapelab.Micro.$Properties|null|undefined} micro
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.micro = null;

        /**
         * EventEnvelope end.
         * @member {tapelab.End.$Properties|null|undefined} end
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.end = null;

        /**
         * EventEnvelope part.
         * @member {tapelab.Part.$Properties|null|undefined} part
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.part = null;

        /**
         * EventEnvelope gap.
         * @member {tapelab.Gap.$Properties|null|undefined} gap
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.gap = null;

        /**
         * EventEnvelope generation.
         * @member {tapelab.Generation.$Properties|null|undefined} generation
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.generation = null;

        /**
         * EventEnvelope footer.
         * @member {tapelab.Footer.$Properties|null|undefined} footer
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.footer = null;

        /**
         * EventEnvelope sealed.
         * @member {tapelab.Sealed.$Properties|null|undefined} sealed
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.sealed = null;

        /**
         * EventEnvelope commit.
         * @member {tapelab.ArchivedCommit.$Properties|null|undefined} commit
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.commit = null;

        /**
         * EventEnvelope dictionary.
         * @member {tapelab.Dictionary.$Properties|null|undefined} dictionary
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.dictionary = null;

        /**
         * EventEnvelope extra.
         * @member {Array.<tapelab.ExtraRecord.$Properties>} extra
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        EventEnvelope.prototype.extra = $util.emptyArray;

        // OneOf field names bound to virtual getters and setters
        var $oneOfFields;

        /**
         * EventEnvelope payload.
         * @member {"shape"|"data"|"marker"|"micro"|"end"|"part"|"gap"|"generation"|"footer"|"sealed"|"commit"|"dictionary"|undefined} payload
         * @memberof tapelab.EventEnvelope
         * @instance
         */
        $Object.defineProperty(EventEnvelope.prototype, "payload", {
            get: $util.oneOfGetter($oneOfFields = ["shape", "data", "marker", "micro", "end", "part", "gap", "generation", "footer", "sealed", "commit", "dictionary"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new EventEnvelope instance using the specified properties.
         * @function create
         * @memberof tapelab.EventEnvelope
         * @static
         * @param {tapelab.EventEnvelope.$Properties=} [properties] Properties to set
         * @returns {tapelab.EventEnvelope} EventEnvelope instance
         * @type {{
         *   (properties: tapelab.EventEnvelope.$Shape): tapelab.EventEnvelope & tapelab.EventEnvelope.$Shape;
         *   (properties?: tapelab.EventEnvelope.$Properties): tapelab.EventEnvelope;
         * }}
         */
        EventEnvelope.create = function(properties) {
            return new EventEnvelope(properties);
        };

        /**
         * Encodes the specified EventEnvelope message. Does not implicitly {@link tapelab.EventEnvelope.verify|verify} messages.
         * @function encode
         * @memberof tapelab.EventEnvelope
         * @static
         * @param {tapelab.EventEnvelope.$Properties} message EventEnvelope message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EventEnvelope.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.seq);
            if (message.schemaVersion != null && $Object.hasOwnProperty.call(message, "schemaVersion") && message.schemaVersion !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.schemaVersion);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.runId);
            if (message.pad != null && $Object.hasOwnProperty.call(message, "pad") && message.pad.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.pad);
            if (message.shape != null && $Object.hasOwnProperty.call(message, "shape"))
                $root.tapelab.Shape.encode(message.shape, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.data != null && $Object.hasOwnProperty.call(message, "data"))
                $root.tapelab.Data.encode(message.data, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.marker != null && $Object.hasOwnProperty.call(message, "marker"))
                $root.tapelab.Marker.encode(message.marker, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.micro != null && $Object.hasOwnProperty.call(message, "micro"))
                $root.tapelab.Micro.encode(message.micro, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
            if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                $root.tapelab.End.encode(message.end, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
            if (message.part != null && $Object.hasOwnProperty.call(message, "part"))
                $root.tapelab.Part.encode(message.part, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
            if (message.gap != null && $Object.hasOwnProperty.call(message, "gap"))
                $root.tapelab.Gap.encode(message.gap, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                $root.tapelab.Generation.encode(message.generation, writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
            if (message.footer != null && $Object.hasOwnProperty.call(message, "footer"))
                $root.tapelab.Footer.encode(message.footer, writer.uint32(/* id 18, wireType 2 =*/146).fork(), _depth + 1).ldelim();
            if (message.sealed != null && $Object.hasOwnProperty.call(message, "sealed"))
                $root.tapelab.Sealed.encode(message.sealed, writer.uint32(/* id 19, wireType 2 =*/154).fork(), _depth + 1).ldelim();
            if (message.commit != null && $Object.hasOwnProperty.call(message, "commit"))
                $root.tapelab.ArchivedCommit.encode(message.commit, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
            if (message.extra != null && message.extra.length)
                for (var i = 0; i < message.extra.length; ++i)
                    $root.tapelab.ExtraRecord.encode(message.extra[i], writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
            if (message.dictionary != null && $Object.hasOwnProperty.call(message, "dictionary"))
                $root.tapelab.Dictionary.encode(message.dictionary, writer.uint32(/* id 22, wireType 2 =*/178).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EventEnvelope message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.EventEnvelope
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.EventEnvelope & tapelab.EventEnvelope.$Shape} EventEnvelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EventEnvelope.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.EventEnvelope();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.seq = value;
                        else
                            delete message.seq;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.schemaVersion = value;
                        else
                            delete message.schemaVersion;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.pad = value;
                        else
                            delete message.pad;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.shape = $root.tapelab.Shape.decode(reader, reader.size(), $undefined, _depth + 1, message.shape);
                        message.payload = "shape";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.data = $root.tapelab.Data.decode(reader, reader.size(), $undefined, _depth + 1, message.data);
                        message.payload = "data";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.marker = $root.tapelab.Marker.decode(reader, reader.size(), $undefined, _depth + 1, message.marker);
                        message.payload = "marker";
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.micro = $root.tapelab.Micro.decode(reader, reader.size(), $undefined, _depth + 1, message.micro);
                        message.payload = "micro";
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        message.end = $root.tapelab.End.decode(reader, reader.size(), $undefined, _depth + 1, message.end);
                        message.payload = "end";
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        message.part = $root.tapelab.Part.decode(reader, reader.size(), $undefined, _depth + 1, message.part);
                        message.payload = "part";
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.gap = $root.tapelab.Gap.decode(reader, reader.size(), $undefined, _depth + 1, message.gap);
                        message.payload = "gap";
                        continue;
                    }
                case 17: {
                        if (wireType !== 2)
                            break;
                        message.generation = $root.tapelab.Generation.decode(reader, reader.size(), $undefined, _depth + 1, message.generation);
                        message.payload = "generation";
                        continue;
                    }
                case 18: {
                        if (wireType !== 2)
                            break;
                        message.footer = $root.tapelab.Footer.decode(reader, reader.size(), $undefined, _depth + 1, message.footer);
                        message.payload = "footer";
                        continue;
                    }
                case 19: {
                        if (wireType !== 2)
                            break;
                        message.sealed = $root.tapelab.Sealed.decode(reader, reader.size(), $undefined, _depth + 1, message.sealed);
                        message.payload = "sealed";
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        message.commit = $root.tapelab.ArchivedCommit.decode(reader, reader.size(), $undefined, _depth + 1, message.commit);
                        message.payload = "commit";
                        continue;
                    }
                case 22: {
                        if (wireType !== 2)
                            break;
                        message.dictionary = $root.tapelab.Dictionary.decode(reader, reader.size(), $undefined, _depth + 1, message.dictionary);
                        message.payload = "dictionary";
                        continue;
                    }
                case 21: {
                        if (wireType !== 2)
                            break;
                        if (!(message.extra && message.extra.length))
                            message.extra = [];
                        message.extra.push($root.tapelab.ExtraRecord.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EventEnvelope;
    })();

    tapelab.Shape = (function() {

        /**
         * Properties of a Shape.
         * @typedef {Object} tapelab.Shape.$Properties
         * @property {Long|null} [id] Shape id
         * @property {Array.<tapelab.Column.$Properties>|null} [column] Shape column
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Shape.
         * @memberof tapelab
         * @interface IShape
         * @augments tapelab.Shape.$Properties
         * @deprecated Use tapelab.Shape.$Properties instead.
         */

        /**
         * Shape of a Shape.
         * @typedef {tapelab.Shape.$Properties} tapelab.Shape.$Shape
         */

        /**
         * Constructs a new Shape.
         * @memberof tapelab
         * @classdesc Represents a Shape.
         * @constructor
         * @param {tapelab.Shape.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Shape = function (properties) {
            this.column = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Shape id.
         * @member {Long} id
         * @memberof tapelab.Shape
         * @instance
         */
        Shape.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Shape column.
         * @member {Array.<tapelab.Column.$Properties>} column
         * @memberof tapelab.Shape
         * @instance
         */
        Shape.prototype.column = $util.emptyArray;

        /**
         * Creates a new Shape instance using the specified properties.
         * @function create
         * @memberof tapelab.Shape
         * @static
         * @param {tapelab.Shape.$Properties=} [properties] Properties to set
         * @returns {tapelab.Shape} Shape instance
         * @type {{
         *   (properties: tapelab.Shape.$Shape): tapelab.Shape & tapelab.Shape.$Shape;
         *   (properties?: tapelab.Shape.$Properties): tapelab.Shape;
         * }}
         */
        Shape.create = function(properties) {
            return new Shape(properties);
        };

        /**
         * Encodes the specified Shape message. Does not implicitly {@link tapelab.Shape.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Shape
         * @static
         * @param {tapelab.Shape.$Properties} message Shape message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Shape.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.id);
            if (message.column != null && message.column.length)
                for (var i = 0; i < message.column.length; ++i)
                    $root.tapelab.Column.encode(message.column[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Shape message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Shape
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Shape & tapelab.Shape.$Shape} Shape
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Shape.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Shape();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.column && message.column.length))
                            message.column = [];
                        message.column.push($root.tapelab.Column.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Shape;
    })();

    tapelab.Column = (function() {

        /**
         * Properties of a Column.
         * @typedef {Object} tapelab.Column.$Properties
         * @property {string|null} [name] Column name
         * @property {tapelab.Type|null} [type] Column type
         * @property {Array.<number>|null} [dims] Column dims
         * @property {string|null} [unit] Column unit
         * @property {tapelab.Storage|null} [storage] Column storage
         * @property {tapelab.Level|null} [level] Column level
         * @property {string|null} [tag] Column tag
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Column.
         * @memberof tapelab
         * @interface IColumn
         * @augments tapelab.Column.$Properties
         * @deprecated Use tapelab.Column.$Properties instead.
         */

        /**
         * Shape of a Column.
         * @typedef {tapelab.Column.$Properties} tapelab.Column.$Shape
         */

        /**
         * Constructs a new Column.
         * @memberof tapelab
         * @classdesc Represents a Column.
         * @constructor
         * @param {tapelab.Column.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Column = function (properties) {
            this.dims = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Column name.
         * @member {string} name
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.name = "";

        /**
         * Column type.
         * @member {tapelab.Type} type
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.type = 0;

        /**
         * Column dims.
         * @member {Array.<number>} dims
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.dims = $util.emptyArray;

        /**
         * Column unit.
         * @member {string} unit
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.unit = "";

        /**
         * Column storage.
         * @member {tapelab.Storage} storage
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.storage = 0;

        /**
         * Column level.
         * @member {tapelab.Level} level
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.level = 0;

        /**
         * Column tag.
         * @member {string} tag
         * @memberof tapelab.Column
         * @instance
         */
        Column.prototype.tag = "";

        /**
         * Creates a new Column instance using the specified properties.
         * @function create
         * @memberof tapelab.Column
         * @static
         * @param {tapelab.Column.$Properties=} [properties] Properties to set
         * @returns {tapelab.Column} Column instance
         * @type {{
         *   (properties: tapelab.Column.$Shape): tapelab.Column & tapelab.Column.$Shape;
         *   (properties?: tapelab.Column.$Properties): tapelab.Column;
         * }}
         */
        Column.create = function(properties) {
            return new Column(properties);
        };

        /**
         * Encodes the specified Column message. Does not implicitly {@link tapelab.Column.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Column
         * @static
         * @param {tapelab.Column.$Properties} message Column message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Column.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).int32(message.type);
            if (message.dims != null && message.dims.length)
                writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.dims);
            if (message.unit != null && $Object.hasOwnProperty.call(message, "unit") && message.unit !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.unit);
            if (message.storage != null && $Object.hasOwnProperty.call(message, "storage") && message.storage !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).int32(message.storage);
            if (message.level != null && $Object.hasOwnProperty.call(message, "level") && message.level !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).int32(message.level);
            if (message.tag != null && $Object.hasOwnProperty.call(message, "tag") && message.tag !== "")
                writer.uint32(/* id 7, wireType 2 =*/58).string(message.tag);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Column message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Column
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Column & tapelab.Column.$Shape} Column
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Column.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Column();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.type = value;
                        else
                            delete message.type;
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.dims && message.dims.length))
                                message.dims = [];
                            reader.uint32s(message.dims);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.dims && message.dims.length))
                            message.dims = [];
                        message.dims.push(reader.uint32());
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.unit = value;
                        else
                            delete message.unit;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.storage = value;
                        else
                            delete message.storage;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.level = value;
                        else
                            delete message.level;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.tag = value;
                        else
                            delete message.tag;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Column;
    })();

    /**
     * Type enum.
     * @name tapelab.Type
     * @enum {number}
     * @property {number} TYPE_NULL=0 TYPE_NULL value
     * @property {number} TYPE_F64=1 TYPE_F64 value
     * @property {number} TYPE_F32=2 TYPE_F32 value
     * @property {number} TYPE_I8=3 TYPE_I8 value
     * @property {number} TYPE_U8=4 TYPE_U8 value
     * @property {number} TYPE_I16=5 TYPE_I16 value
     * @property {number} TYPE_U16=6 TYPE_U16 value
     * @property {number} TYPE_I32=7 TYPE_I32 value
     * @property {number} TYPE_U32=8 TYPE_U32 value
     * @property {number} TYPE_I64=9 TYPE_I64 value
     * @property {number} TYPE_U64=10 TYPE_U64 value
     * @property {number} TYPE_BOOL=11 TYPE_BOOL value
     * @property {number} TYPE_STRING=12 TYPE_STRING value
     * @property {number} TYPE_TIME=13 TYPE_TIME value
     * @property {number} TYPE_BYTES=14 TYPE_BYTES value
     * @property {number} TYPE_JSON=15 TYPE_JSON value
     * @property {number} TYPE_ARROW=16 TYPE_ARROW value
     * @property {number} TYPE_BIGTEXT=17 TYPE_BIGTEXT value
     */
    tapelab.Type = (function() {
        var valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "TYPE_NULL"] = 0;
        values[valuesById[1] = "TYPE_F64"] = 1;
        values[valuesById[2] = "TYPE_F32"] = 2;
        values[valuesById[3] = "TYPE_I8"] = 3;
        values[valuesById[4] = "TYPE_U8"] = 4;
        values[valuesById[5] = "TYPE_I16"] = 5;
        values[valuesById[6] = "TYPE_U16"] = 6;
        values[valuesById[7] = "TYPE_I32"] = 7;
        values[valuesById[8] = "TYPE_U32"] = 8;
        values[valuesById[9] = "TYPE_I64"] = 9;
        values[valuesById[10] = "TYPE_U64"] = 10;
        values[valuesById[11] = "TYPE_BOOL"] = 11;
        values[valuesById[12] = "TYPE_STRING"] = 12;
        values[valuesById[13] = "TYPE_TIME"] = 13;
        values[valuesById[14] = "TYPE_BYTES"] = 14;
        values[valuesById[15] = "TYPE_JSON"] = 15;
        values[valuesById[16] = "TYPE_ARROW"] = 16;
        values[valuesById[17] = "TYPE_BIGTEXT"] = 17;
        return values;
    })();

    /**
     * Storage enum.
     * @name tapelab.Storage
     * @enum {number}
     * @property {number} STORAGE_INLINE=0 STORAGE_INLINE value
     * @property {number} STORAGE_BLOB=1 STORAGE_BLOB value
     * @property {number} STORAGE_HASH=2 STORAGE_HASH value
     * @property {number} STORAGE_VOID=3 STORAGE_VOID value
     */
    tapelab.Storage = (function() {
        var valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "STORAGE_INLINE"] = 0;
        values[valuesById[1] = "STORAGE_BLOB"] = 1;
        values[valuesById[2] = "STORAGE_HASH"] = 2;
        values[valuesById[3] = "STORAGE_VOID"] = 3;
        return values;
    })();

    /**
     * Level enum.
     * @name tapelab.Level
     * @enum {number}
     * @property {number} LEVEL_GIVEN=0 LEVEL_GIVEN value
     * @property {number} LEVEL_CELL=1 LEVEL_CELL value
     * @property {number} LEVEL_GLOBAL=2 LEVEL_GLOBAL value
     * @property {number} LEVEL_SHARED=3 LEVEL_SHARED value
     */
    tapelab.Level = (function() {
        var valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "LEVEL_GIVEN"] = 0;
        values[valuesById[1] = "LEVEL_CELL"] = 1;
        values[valuesById[2] = "LEVEL_GLOBAL"] = 2;
        values[valuesById[3] = "LEVEL_SHARED"] = 3;
        return values;
    })();

    /**
     * CommitKind enum.
     * @name tapelab.CommitKind
     * @enum {number}
     * @property {number} KIND_RECORD=0 KIND_RECORD value
     * @property {number} KIND_USER_EDIT=1 KIND_USER_EDIT value
     * @property {number} KIND_JOB_OUTPUT=2 KIND_JOB_OUTPUT value
     * @property {number} KIND_IMPORT=3 KIND_IMPORT value
     * @property {number} KIND_MERGE_RESOLUTION=4 KIND_MERGE_RESOLUTION value
     * @property {number} KIND_UNDO=5 KIND_UNDO value
     * @property {number} KIND_REDO=6 KIND_REDO value
     * @property {number} KIND_TEMPLATE_INIT=7 KIND_TEMPLATE_INIT value
     * @property {number} KIND_SYSTEM=8 KIND_SYSTEM value
     */
    tapelab.CommitKind = (function() {
        var valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "KIND_RECORD"] = 0;
        values[valuesById[1] = "KIND_USER_EDIT"] = 1;
        values[valuesById[2] = "KIND_JOB_OUTPUT"] = 2;
        values[valuesById[3] = "KIND_IMPORT"] = 3;
        values[valuesById[4] = "KIND_MERGE_RESOLUTION"] = 4;
        values[valuesById[5] = "KIND_UNDO"] = 5;
        values[valuesById[6] = "KIND_REDO"] = 6;
        values[valuesById[7] = "KIND_TEMPLATE_INIT"] = 7;
        values[valuesById[8] = "KIND_SYSTEM"] = 8;
        return values;
    })();

    tapelab.Data = (function() {

        /**
         * Properties of a Data.
         * @typedef {Object} tapelab.Data.$Properties
         * @property {Array.<Uint8Array>|null} [pad] Data pad
         * @property {Array.<tapelab.Commit.$Properties>|null} [commit] Data commit
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Data.
         * @memberof tapelab
         * @interface IData
         * @augments tapelab.Data.$Properties
         * @deprecated Use tapelab.Data.$Properties instead.
         */

        /**
         * Shape of a Data.
         * @typedef {tapelab.Data.$Properties} tapelab.Data.$Shape
         */

        /**
         * Constructs a new Data.
         * @memberof tapelab
         * @classdesc Represents a Data.
         * @constructor
         * @param {tapelab.Data.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Data = function (properties) {
            this.pad = [];
            this.commit = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Data pad.
         * @member {Array.<Uint8Array>} pad
         * @memberof tapelab.Data
         * @instance
         */
        Data.prototype.pad = $util.emptyArray;

        /**
         * Data commit.
         * @member {Array.<tapelab.Commit.$Properties>} commit
         * @memberof tapelab.Data
         * @instance
         */
        Data.prototype.commit = $util.emptyArray;

        /**
         * Creates a new Data instance using the specified properties.
         * @function create
         * @memberof tapelab.Data
         * @static
         * @param {tapelab.Data.$Properties=} [properties] Properties to set
         * @returns {tapelab.Data} Data instance
         * @type {{
         *   (properties: tapelab.Data.$Shape): tapelab.Data & tapelab.Data.$Shape;
         *   (properties?: tapelab.Data.$Properties): tapelab.Data;
         * }}
         */
        Data.create = function(properties) {
            return new Data(properties);
        };

        /**
         * Encodes the specified Data message. Does not implicitly {@link tapelab.Data.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Data
         * @static
         * @param {tapelab.Data.$Properties} message Data message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Data.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.pad != null && message.pad.length)
                for (var i = 0; i < message.pad.length; ++i)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.pad[i]);
            if (message.commit != null && message.commit.length)
                for (var i = 0; i < message.commit.length; ++i)
                    $root.tapelab.Commit.encode(message.commit[i], writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Data message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Data
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Data & tapelab.Data.$Shape} Data
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Data.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Data();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.pad && message.pad.length))
                            message.pad = [];
                        message.pad.push(reader.bytes());
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if (!(message.commit && message.commit.length))
                            message.commit = [];
                        message.commit.push($root.tapelab.Commit.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Data;
    })();

    tapelab.Commit = (function() {

        /**
         * Properties of a Commit.
         * @typedef {Object} tapelab.Commit.$Properties
         * @property {string|null} [label] Commit label
         * @property {tapelab.CommitKind|null} [kind] Commit kind
         * @property {Long|null} [wallMs] Commit wallMs
         * @property {Long|null} [monoNs] Commit monoNs
         * @property {Uint8Array|null} [bootId] Commit bootId
         * @property {Uint8Array|null} [meta] Commit meta
         * @property {Array.<tapelab.Strip.$Properties>|null} [strip] Commit strip
         * @property {Uint8Array|null} [order] Commit order
         * @property {Array.<tapelab.Operation.$Properties>|null} [operation] Commit operation
         * @property {Array.<Uint8Array>|null} [blob] Commit blob
         * @property {tapelab.Edit.$Properties|null} [edit] Commit edit
         * @property {Uint8Array|null} [pad] Commit pad
         * @property {Uint8Array|null} [body] Commit body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Commit.
         * @memberof tapelab
         * @interface ICommit
         * @augments tapelab.Commit.$Properties
         * @deprecated Use tapelab.Commit.$Properties instead.
         */

        /**
         * Shape of a Commit.
         * @typedef {tapelab.Commit.$Properties} tapelab.Commit.$Shape
         */

        /**
         * Constructs a new Commit.
         * @memberof tapelab
         * @classdesc Represents a Commit.
         * @constructor
         * @param {tapelab.Commit.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Commit = function (properties) {
            this.strip = [];
            this.operation = [];
            this.blob = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Commit label.
         * @member {string} label
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.label = "";

        /**
         * Commit kind.
         * @member {tapelab.CommitKind} kind
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.kind = 0;

        /**
         * Commit wallMs.
         * @member {Long} wallMs
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.wallMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Commit monoNs.
         * @member {Long} monoNs
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.monoNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Commit bootId.
         * @member {Uint8Array} bootId
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.bootId = $util.newBuffer([]);

        /**
         * Commit meta.
         * @member {Uint8Array} meta
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.meta = $util.newBuffer([]);

        /**
         * Commit strip.
         * @member {Array.<tapelab.Strip.$Properties>} strip
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.strip = $util.emptyArray;

        /**
         * Commit order.
         * @member {Uint8Array} order
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.order = $util.newBuffer([]);

        /**
         * Commit operation.
         * @member {Array.<tapelab.Operation.$Properties>} operation
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.operation = $util.emptyArray;

        /**
         * Commit blob.
         * @member {Array.<Uint8Array>} blob
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.blob = $util.emptyArray;

        /**
         * Commit edit.
         * @member {tapelab.Edit.$Properties|null|undefined} edit
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.edit = null;

        /**
         * Commit pad.
         * @member {Uint8Array} pad
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.pad = $util.newBuffer([]);

        /**
         * Commit body.
         * @member {Uint8Array} body
         * @memberof tapelab.Commit
         * @instance
         */
        Commit.prototype.body = $util.newBuffer([]);

        /**
         * Creates a new Commit instance using the specified properties.
         * @function create
         * @memberof tapelab.Commit
         * @static
         * @param {tapelab.Commit.$Properties=} [properties] Properties to set
         * @returns {tapelab.Commit} Commit instance
         * @type {{
         *   (properties: tapelab.Commit.$Shape): tapelab.Commit & tapelab.Commit.$Shape;
         *   (properties?: tapelab.Commit.$Properties): tapelab.Commit;
         * }}
         */
        Commit.create = function(properties) {
            return new Commit(properties);
        };

        /**
         * Encodes the specified Commit message. Does not implicitly {@link tapelab.Commit.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Commit
         * @static
         * @param {tapelab.Commit.$Properties} message Commit message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Commit.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.label != null && $Object.hasOwnProperty.call(message, "label") && message.label !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.label);
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).int32(message.kind);
            if (message.wallMs != null && $Object.hasOwnProperty.call(message, "wallMs") && (typeof message.wallMs === "object" ? message.wallMs.low || message.wallMs.high : message.wallMs !== 0))
                writer.uint32(/* id 3, wireType 1 =*/25).fixed64(message.wallMs);
            if (message.monoNs != null && $Object.hasOwnProperty.call(message, "monoNs") && (typeof message.monoNs === "object" ? message.monoNs.low || message.monoNs.high : message.monoNs !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.monoNs);
            if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId") && message.bootId.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.bootId);
            if (message.meta != null && $Object.hasOwnProperty.call(message, "meta") && message.meta.length)
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.meta);
            if (message.strip != null && message.strip.length)
                for (var i = 0; i < message.strip.length; ++i)
                    $root.tapelab.Strip.encode(message.strip[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.order != null && $Object.hasOwnProperty.call(message, "order") && message.order.length)
                writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.order);
            if (message.operation != null && message.operation.length)
                for (var i = 0; i < message.operation.length; ++i)
                    $root.tapelab.Operation.encode(message.operation[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.blob != null && message.blob.length)
                for (var i = 0; i < message.blob.length; ++i)
                    writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.blob[i]);
            if (message.edit != null && $Object.hasOwnProperty.call(message, "edit"))
                $root.tapelab.Edit.encode(message.edit, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.pad != null && $Object.hasOwnProperty.call(message, "pad") && message.pad.length)
                writer.uint32(/* id 14, wireType 2 =*/114).bytes(message.pad);
            if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.body);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Commit message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Commit
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Commit & tapelab.Commit.$Shape} Commit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Commit.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Commit();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.label = value;
                        else
                            delete message.label;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.wallMs = value;
                        else
                            delete message.wallMs;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.monoNs = value;
                        else
                            delete message.monoNs;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.bootId = value;
                        else
                            delete message.bootId;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.meta = value;
                        else
                            delete message.meta;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (!(message.strip && message.strip.length))
                            message.strip = [];
                        message.strip.push($root.tapelab.Strip.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.order = value;
                        else
                            delete message.order;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.operation && message.operation.length))
                            message.operation = [];
                        message.operation.push($root.tapelab.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.blob && message.blob.length))
                            message.blob = [];
                        message.blob.push(reader.bytes());
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.edit = $root.tapelab.Edit.decode(reader, reader.size(), $undefined, _depth + 1, message.edit);
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.pad = value;
                        else
                            delete message.pad;
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.body = value;
                        else
                            delete message.body;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Commit;
    })();

    tapelab.Strip = (function() {

        /**
         * Properties of a Strip.
         * @typedef {Object} tapelab.Strip.$Properties
         * @property {Long|null} [shape] Strip shape
         * @property {number|null} [rows] Strip rows
         * @property {Uint8Array|null} [forms] Strip forms
         * @property {Array.<number>|null} [length] Strip length
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Strip.
         * @memberof tapelab
         * @interface IStrip
         * @augments tapelab.Strip.$Properties
         * @deprecated Use tapelab.Strip.$Properties instead.
         */

        /**
         * Shape of a Strip.
         * @typedef {tapelab.Strip.$Properties} tapelab.Strip.$Shape
         */

        /**
         * Constructs a new Strip.
         * @memberof tapelab
         * @classdesc Represents a Strip.
         * @constructor
         * @param {tapelab.Strip.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Strip = function (properties) {
            this.length = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Strip shape.
         * @member {Long} shape
         * @memberof tapelab.Strip
         * @instance
         */
        Strip.prototype.shape = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Strip rows.
         * @member {number} rows
         * @memberof tapelab.Strip
         * @instance
         */
        Strip.prototype.rows = 0;

        /**
         * Strip forms.
         * @member {Uint8Array} forms
         * @memberof tapelab.Strip
         * @instance
         */
        Strip.prototype.forms = $util.newBuffer([]);

        /**
         * Strip length.
         * @member {Array.<number>} length
         * @memberof tapelab.Strip
         * @instance
         */
        Strip.prototype.length = $util.emptyArray;

        /**
         * Creates a new Strip instance using the specified properties.
         * @function create
         * @memberof tapelab.Strip
         * @static
         * @param {tapelab.Strip.$Properties=} [properties] Properties to set
         * @returns {tapelab.Strip} Strip instance
         * @type {{
         *   (properties: tapelab.Strip.$Shape): tapelab.Strip & tapelab.Strip.$Shape;
         *   (properties?: tapelab.Strip.$Properties): tapelab.Strip;
         * }}
         */
        Strip.create = function(properties) {
            return new Strip(properties);
        };

        /**
         * Encodes the specified Strip message. Does not implicitly {@link tapelab.Strip.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Strip
         * @static
         * @param {tapelab.Strip.$Properties} message Strip message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Strip.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.shape != null && $Object.hasOwnProperty.call(message, "shape") && (typeof message.shape === "object" ? message.shape.low || message.shape.high : message.shape !== 0))
                writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.shape);
            if (message.rows != null && $Object.hasOwnProperty.call(message, "rows") && message.rows !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rows);
            if (message.forms != null && $Object.hasOwnProperty.call(message, "forms") && message.forms.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.forms);
            if (message.length != null && message.length.length)
                writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.length);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Strip message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Strip
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Strip & tapelab.Strip.$Shape} Strip
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Strip.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Strip();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.shape = value;
                        else
                            delete message.shape;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.rows = value;
                        else
                            delete message.rows;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.forms = value;
                        else
                            delete message.forms;
                        continue;
                    }
                case 4: {
                        if (wireType === 2) {
                            if (!(message.length && message.length.length))
                                message.length = [];
                            reader.uint32s(message.length);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.length && message.length.length))
                            message.length = [];
                        message.length.push(reader.uint32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Strip;
    })();

    tapelab.Operation = (function() {

        /**
         * Properties of an Operation.
         * @typedef {Object} tapelab.Operation.$Properties
         * @property {string|null} [entity] Operation entity
         * @property {string|null} [field] Operation field
         * @property {Uint8Array|null} [value] Operation value
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Operation.
         * @memberof tapelab
         * @interface IOperation
         * @augments tapelab.Operation.$Properties
         * @deprecated Use tapelab.Operation.$Properties instead.
         */

        /**
         * Shape of an Operation.
         * @typedef {tapelab.Operation.$Properties} tapelab.Operation.$Shape
         */

        /**
         * Constructs a new Operation.
         * @memberof tapelab
         * @classdesc Represents an Operation.
         * @constructor
         * @param {tapelab.Operation.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Operation = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Operation entity.
         * @member {string} entity
         * @memberof tapelab.Operation
         * @instance
         */
        Operation.prototype.entity = "";

        /**
         * Operation field.
         * @member {string} field
         * @memberof tapelab.Operation
         * @instance
         */
        Operation.prototype.field = "";

        /**
         * Operation value.
         * @member {Uint8Array} value
         * @memberof tapelab.Operation
         * @instance
         */
        Operation.prototype.value = $util.newBuffer([]);

        /**
         * Creates a new Operation instance using the specified properties.
         * @function create
         * @memberof tapelab.Operation
         * @static
         * @param {tapelab.Operation.$Properties=} [properties] Properties to set
         * @returns {tapelab.Operation} Operation instance
         * @type {{
         *   (properties: tapelab.Operation.$Shape): tapelab.Operation & tapelab.Operation.$Shape;
         *   (properties?: tapelab.Operation.$Properties): tapelab.Operation;
         * }}
         */
        Operation.create = function(properties) {
            return new Operation(properties);
        };

        /**
         * Encodes the specified Operation message. Does not implicitly {@link tapelab.Operation.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Operation
         * @static
         * @param {tapelab.Operation.$Properties} message Operation message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Operation.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.entity != null && $Object.hasOwnProperty.call(message, "entity") && message.entity !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.entity);
            if (message.field != null && $Object.hasOwnProperty.call(message, "field") && message.field !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.field);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Operation message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Operation
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Operation & tapelab.Operation.$Shape} Operation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Operation.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Operation();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.entity = value;
                        else
                            delete message.entity;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.field = value;
                        else
                            delete message.field;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Operation;
    })();

    tapelab.Edit = (function() {

        /**
         * Properties of an Edit.
         * @typedef {Object} tapelab.Edit.$Properties
         * @property {string|null} [actor] Edit actor
         * @property {Long|null} [lamport] Edit lamport
         * @property {Array.<tapelab.Seen.$Properties>|null} [seen] Edit seen
         * @property {string|null} [undoes] Edit undoes
         * @property {string|null} [resolves] Edit resolves
         * @property {Array.<string>|null} [tip] Edit tip
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Edit.
         * @memberof tapelab
         * @interface IEdit
         * @augments tapelab.Edit.$Properties
         * @deprecated Use tapelab.Edit.$Properties instead.
         */

        /**
         * Shape of an Edit.
         * @typedef {tapelab.Edit.$Properties} tapelab.Edit.$Shape
         */

        /**
         * Constructs a new Edit.
         * @memberof tapelab
         * @classdesc Represents an Edit.
         * @constructor
         * @param {tapelab.Edit.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Edit = function (properties) {
            this.seen = [];
            this.tip = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Edit actor.
         * @member {string} actor
         * @memberof tapelab.Edit
         * @instance
         */
        Edit.prototype.actor = "";

        /**
         * Edit lamport.
         * @member {Long} lamport
         * @memberof tapelab.Edit
         * @instance
         */
        Edit.prototype.lamport = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Edit seen.
         * @member {Array.<tapelab.Seen.$Properties>} seen
         * @memberof tapelab.Edit
         * @instance
         */
        Edit.prototype.seen = $util.emptyArray;

        /**
         * Edit undoes.
         * @member {string} undoes
         * @memberof tapelab.Edit
         * @instance
         */
        Edit.prototype.undoes = "";

        /**
         * Edit resolves.
         * @member {string} resolves
         * @memberof tapelab.Edit
         * @instance
         */
        Edit.prototype.resolves = "";

        /**
         * Edit tip.
         * @member {Array.<string>} tip
         * @memberof tapelab.Edit
         * @instance
         */
        Edit.prototype.tip = $util.emptyArray;

        /**
         * Creates a new Edit instance using the specified properties.
         * @function create
         * @memberof tapelab.Edit
         * @static
         * @param {tapelab.Edit.$Properties=} [properties] Properties to set
         * @returns {tapelab.Edit} Edit instance
         * @type {{
         *   (properties: tapelab.Edit.$Shape): tapelab.Edit & tapelab.Edit.$Shape;
         *   (properties?: tapelab.Edit.$Properties): tapelab.Edit;
         * }}
         */
        Edit.create = function(properties) {
            return new Edit(properties);
        };

        /**
         * Encodes the specified Edit message. Does not implicitly {@link tapelab.Edit.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Edit
         * @static
         * @param {tapelab.Edit.$Properties} message Edit message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Edit.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.actor != null && $Object.hasOwnProperty.call(message, "actor") && message.actor !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.actor);
            if (message.lamport != null && $Object.hasOwnProperty.call(message, "lamport") && (typeof message.lamport === "object" ? message.lamport.low || message.lamport.high : message.lamport !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.lamport);
            if (message.seen != null && message.seen.length)
                for (var i = 0; i < message.seen.length; ++i)
                    $root.tapelab.Seen.encode(message.seen[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.undoes != null && $Object.hasOwnProperty.call(message, "undoes") && message.undoes !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.undoes);
            if (message.resolves != null && $Object.hasOwnProperty.call(message, "resolves") && message.resolves !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.resolves);
            if (message.tip != null && message.tip.length)
                for (var i = 0; i < message.tip.length; ++i)
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.tip[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Edit message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Edit
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Edit & tapelab.Edit.$Shape} Edit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Edit.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Edit();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.actor = value;
                        else
                            delete message.actor;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lamport = value;
                        else
                            delete message.lamport;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.seen && message.seen.length))
                            message.seen = [];
                        message.seen.push($root.tapelab.Seen.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.undoes = value;
                        else
                            delete message.undoes;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.resolves = value;
                        else
                            delete message.resolves;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (!(message.tip && message.tip.length))
                            message.tip = [];
                        message.tip.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Edit;
    })();

    tapelab.Seen = (function() {

        /**
         * Properties of a Seen.
         * @typedef {Object} tapelab.Seen.$Properties
         * @property {Uint8Array|null} [tape] Seen tape
         * @property {Long|null} [seq] Seen seq
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Seen.
         * @memberof tapelab
         * @interface ISeen
         * @augments tapelab.Seen.$Properties
         * @deprecated Use tapelab.Seen.$Properties instead.
         */

        /**
         * Shape of a Seen.
         * @typedef {tapelab.Seen.$Properties} tapelab.Seen.$Shape
         */

        /**
         * Constructs a new Seen.
         * @memberof tapelab
         * @classdesc Represents a Seen.
         * @constructor
         * @param {tapelab.Seen.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Seen = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Seen tape.
         * @member {Uint8Array} tape
         * @memberof tapelab.Seen
         * @instance
         */
        Seen.prototype.tape = $util.newBuffer([]);

        /**
         * Seen seq.
         * @member {Long} seq
         * @memberof tapelab.Seen
         * @instance
         */
        Seen.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Seen instance using the specified properties.
         * @function create
         * @memberof tapelab.Seen
         * @static
         * @param {tapelab.Seen.$Properties=} [properties] Properties to set
         * @returns {tapelab.Seen} Seen instance
         * @type {{
         *   (properties: tapelab.Seen.$Shape): tapelab.Seen & tapelab.Seen.$Shape;
         *   (properties?: tapelab.Seen.$Properties): tapelab.Seen;
         * }}
         */
        Seen.create = function(properties) {
            return new Seen(properties);
        };

        /**
         * Encodes the specified Seen message. Does not implicitly {@link tapelab.Seen.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Seen
         * @static
         * @param {tapelab.Seen.$Properties} message Seen message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Seen.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.tape != null && $Object.hasOwnProperty.call(message, "tape") && message.tape.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.tape);
            if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.seq);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Seen message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Seen
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Seen & tapelab.Seen.$Shape} Seen
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Seen.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Seen();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.tape = value;
                        else
                            delete message.tape;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.seq = value;
                        else
                            delete message.seq;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Seen;
    })();

    tapelab.Micro = (function() {

        /**
         * Properties of a Micro.
         * @typedef {Object} tapelab.Micro.$Properties
         * @property {tapelab.Commit.$Properties|null} [commit] Micro commit
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Micro.
         * @memberof tapelab
         * @interface IMicro
         * @augments tapelab.Micro.$Properties
         * @deprecated Use tapelab.Micro.$Properties instead.
         */

        /**
         * Shape of a Micro.
         * @typedef {tapelab.Micro.$Properties} tapelab.Micro.$Shape
         */

        /**
         * Constructs a new Micro.
         * @memberof tapelab
         * @classdesc Represents a Micro.
         * @constructor
         * @param {tapelab.Micro.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Micro = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Micro commit.
         * @member {tapelab.Commit.$Properties|null|undefined} commit
         * @memberof tapelab.Micro
         * @instance
         */
        Micro.prototype.commit = null;

        /**
         * Creates a new Micro instance using the specified properties.
         * @function create
         * @memberof tapelab.Micro
         * @static
         * @param {tapelab.Micro.$Properties=} [properties] Properties to set
         * @returns {tapelab.Micro} Micro instance
         * @type {{
         *   (properties: tapelab.Micro.$Shape): tapelab.Micro & tapelab.Micro.$Shape;
         *   (properties?: tapelab.Micro.$Properties): tapelab.Micro;
         * }}
         */
        Micro.create = function(properties) {
            return new Micro(properties);
        };

        /**
         * Encodes the specified Micro message. Does not implicitly {@link tapelab.Micro.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Micro
         * @static
         * @param {tapelab.Micro.$Properties} message Micro message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Micro.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.commit != null && $Object.hasOwnProperty.call(message, "commit"))
                $root.tapelab.Commit.encode(message.commit, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Micro message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Micro
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Micro & tapelab.Micro.$Shape} Micro
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Micro.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Micro();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.commit = $root.tapelab.Commit.decode(reader, reader.size(), $undefined, _depth + 1, message.commit);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Micro;
    })();

    tapelab.Marker = (function() {

        /**
         * Properties of a Marker.
         * @typedef {Object} tapelab.Marker.$Properties
         * @property {Long|null} [firstSeq] Marker firstSeq
         * @property {Array.<tapelab.Proof.$Properties>|null} [proof] Marker proof
         * @property {Uint8Array|null} [prevChain] Marker prevChain
         * @property {Uint8Array|null} [chain] Marker chain
         * @property {number|null} [batchLength] Marker batchLength
         * @property {Long|null} [durableSeq] Marker durableSeq
         * @property {Uint8Array|null} [pad] Marker pad
         * @property {Long|null} [tail] Marker tail
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Marker.
         * @memberof tapelab
         * @interface IMarker
         * @augments tapelab.Marker.$Properties
         * @deprecated Use tapelab.Marker.$Properties instead.
         */

        /**
         * Shape of a Marker.
         * @typedef {tapelab.Marker.$Properties} tapelab.Marker.$Shape
         */

        /**
         * Constructs a new Marker.
         * @memberof tapelab
         * @classdesc Represents a Marker.
         * @constructor
         * @param {tapelab.Marker.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Marker = function (properties) {
            this.proof = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Marker firstSeq.
         * @member {Long} firstSeq
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.firstSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Marker proof.
         * @member {Array.<tapelab.Proof.$Properties>} proof
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.proof = $util.emptyArray;

        /**
         * Marker prevChain.
         * @member {Uint8Array} prevChain
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.prevChain = $util.newBuffer([]);

        /**
         * Marker chain.
         * @member {Uint8Array} chain
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.chain = $util.newBuffer([]);

        /**
         * Marker batchLength.
         * @member {number} batchLength
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.batchLength = 0;

        /**
         * Marker durableSeq.
         * @member {Long} durableSeq
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.durableSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Marker pad.
         * @member {Uint8Array} pad
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.pad = $util.newBuffer([]);

        /**
         * Marker tail.
         * @member {Long} tail
         * @memberof tapelab.Marker
         * @instance
         */
        Marker.prototype.tail = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Marker instance using the specified properties.
         * @function create
         * @memberof tapelab.Marker
         * @static
         * @param {tapelab.Marker.$Properties=} [properties] Properties to set
         * @returns {tapelab.Marker} Marker instance
         * @type {{
         *   (properties: tapelab.Marker.$Shape): tapelab.Marker & tapelab.Marker.$Shape;
         *   (properties?: tapelab.Marker.$Properties): tapelab.Marker;
         * }}
         */
        Marker.create = function(properties) {
            return new Marker(properties);
        };

        /**
         * Encodes the specified Marker message. Does not implicitly {@link tapelab.Marker.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Marker
         * @static
         * @param {tapelab.Marker.$Properties} message Marker message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Marker.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.firstSeq != null && $Object.hasOwnProperty.call(message, "firstSeq") && (typeof message.firstSeq === "object" ? message.firstSeq.low || message.firstSeq.high : message.firstSeq !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.firstSeq);
            if (message.proof != null && message.proof.length)
                for (var i = 0; i < message.proof.length; ++i)
                    $root.tapelab.Proof.encode(message.proof[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.prevChain != null && $Object.hasOwnProperty.call(message, "prevChain") && message.prevChain.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.prevChain);
            if (message.chain != null && $Object.hasOwnProperty.call(message, "chain") && message.chain.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.chain);
            if (message.batchLength != null && $Object.hasOwnProperty.call(message, "batchLength") && message.batchLength !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.batchLength);
            if (message.durableSeq != null && $Object.hasOwnProperty.call(message, "durableSeq") && (typeof message.durableSeq === "object" ? message.durableSeq.low || message.durableSeq.high : message.durableSeq !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.durableSeq);
            if (message.pad != null && $Object.hasOwnProperty.call(message, "pad") && message.pad.length)
                writer.uint32(/* id 14, wireType 2 =*/114).bytes(message.pad);
            if (message.tail != null && $Object.hasOwnProperty.call(message, "tail") && (typeof message.tail === "object" ? message.tail.low || message.tail.high : message.tail !== 0))
                writer.uint32(/* id 15, wireType 1 =*/121).fixed64(message.tail);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Marker message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Marker
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Marker & tapelab.Marker.$Shape} Marker
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Marker.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Marker();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.firstSeq = value;
                        else
                            delete message.firstSeq;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.proof && message.proof.length))
                            message.proof = [];
                        message.proof.push($root.tapelab.Proof.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.prevChain = value;
                        else
                            delete message.prevChain;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.chain = value;
                        else
                            delete message.chain;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.batchLength = value;
                        else
                            delete message.batchLength;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.durableSeq = value;
                        else
                            delete message.durableSeq;
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.pad = value;
                        else
                            delete message.pad;
                        continue;
                    }
                case 15: {
                        if (wireType !== 1)
                            break;
                        if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                            message.tail = value;
                        else
                            delete message.tail;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Marker;
    })();

    tapelab.Proof = (function() {

        /**
         * Properties of a Proof.
         * @typedef {Object} tapelab.Proof.$Properties
         * @property {number|null} [length] Proof length
         * @property {number|null} [crc] Proof crc
         * @property {Uint8Array|null} [imageHash] Proof imageHash
         * @property {number|null} [stored] Proof stored
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Proof.
         * @memberof tapelab
         * @interface IProof
         * @augments tapelab.Proof.$Properties
         * @deprecated Use tapelab.Proof.$Properties instead.
         */

        /**
         * Shape of a Proof.
         * @typedef {tapelab.Proof.$Properties} tapelab.Proof.$Shape
         */

        /**
         * Constructs a new Proof.
         * @memberof tapelab
         * @classdesc Represents a Proof.
         * @constructor
         * @param {tapelab.Proof.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Proof = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Proof length.
         * @member {number} length
         * @memberof tapelab.Proof
         * @instance
         */
        Proof.prototype.length = 0;

        /**
         * Proof crc.
         * @member {number} crc
         * @memberof tapelab.Proof
         * @instance
         */
        Proof.prototype.crc = 0;

        /**
         * Proof imageHash.
         * @member {Uint8Array} imageHash
         * @memberof tapelab.Proof
         * @instance
         */
        Proof.prototype.imageHash = $util.newBuffer([]);

        /**
         * Proof stored.
         * @member {number} stored
         * @memberof tapelab.Proof
         * @instance
         */
        Proof.prototype.stored = 0;

        /**
         * Creates a new Proof instance using the specified properties.
         * @function create
         * @memberof tapelab.Proof
         * @static
         * @param {tapelab.Proof.$Properties=} [properties] Properties to set
         * @returns {tapelab.Proof} Proof instance
         * @type {{
         *   (properties: tapelab.Proof.$Shape): tapelab.Proof & tapelab.Proof.$Shape;
         *   (properties?: tapelab.Proof.$Properties): tapelab.Proof;
         * }}
         */
        Proof.create = function(properties) {
            return new Proof(properties);
        };

        /**
         * Encodes the specified Proof message. Does not implicitly {@link tapelab.Proof.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Proof
         * @static
         * @param {tapelab.Proof.$Properties} message Proof message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Proof.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.length);
            if (message.crc != null && $Object.hasOwnProperty.call(message, "crc") && message.crc !== 0)
                writer.uint32(/* id 2, wireType 5 =*/21).fixed32(message.crc);
            if (message.imageHash != null && $Object.hasOwnProperty.call(message, "imageHash") && message.imageHash.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.imageHash);
            if (message.stored != null && $Object.hasOwnProperty.call(message, "stored") && message.stored !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.stored);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Proof message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Proof
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Proof & tapelab.Proof.$Shape} Proof
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Proof.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Proof();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.length = value;
                        else
                            delete message.length;
                        continue;
                    }
                case 2: {
                        if (wireType !== 5)
                            break;
                        if (value = reader.fixed32())
                            message.crc = value;
                        else
                            delete message.crc;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.imageHash = value;
                        else
                            delete message.imageHash;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.stored = value;
                        else
                            delete message.stored;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Proof;
    })();

    tapelab.End = (function() {

        /**
         * Properties of an End.
         * @typedef {Object} tapelab.End.$Properties
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an End.
         * @memberof tapelab
         * @interface IEnd
         * @augments tapelab.End.$Properties
         * @deprecated Use tapelab.End.$Properties instead.
         */

        /**
         * Shape of an End.
         * @typedef {tapelab.End.$Properties} tapelab.End.$Shape
         */

        /**
         * Constructs a new End.
         * @memberof tapelab
         * @classdesc Represents an End.
         * @constructor
         * @param {tapelab.End.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var End = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Creates a new End instance using the specified properties.
         * @function create
         * @memberof tapelab.End
         * @static
         * @param {tapelab.End.$Properties=} [properties] Properties to set
         * @returns {tapelab.End} End instance
         * @type {{
         *   (properties: tapelab.End.$Shape): tapelab.End & tapelab.End.$Shape;
         *   (properties?: tapelab.End.$Properties): tapelab.End;
         * }}
         */
        End.create = function(properties) {
            return new End(properties);
        };

        /**
         * Encodes the specified End message. Does not implicitly {@link tapelab.End.verify|verify} messages.
         * @function encode
         * @memberof tapelab.End
         * @static
         * @param {tapelab.End.$Properties} message End message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        End.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an End message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.End
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.End & tapelab.End.$Shape} End
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        End.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.End();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                reader.skipType(tag & 7, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return End;
    })();

    tapelab.Part = (function() {

        /**
         * Properties of a Part.
         * @typedef {Object} tapelab.Part.$Properties
         * @property {number|null} [index] Part index
         * @property {Uint8Array|null} [bytes] Part bytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Part.
         * @memberof tapelab
         * @interface IPart
         * @augments tapelab.Part.$Properties
         * @deprecated Use tapelab.Part.$Properties instead.
         */

        /**
         * Shape of a Part.
         * @typedef {tapelab.Part.$Properties} tapelab.Part.$Shape
         */

        /**
         * Constructs a new Part.
         * @memberof tapelab
         * @classdesc Represents a Part.
         * @constructor
         * @param {tapelab.Part.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Part = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Part index.
         * @member {number} index
         * @memberof tapelab.Part
         * @instance
         */
        Part.prototype.index = 0;

        /**
         * Part bytes.
         * @member {Uint8Array} bytes
         * @memberof tapelab.Part
         * @instance
         */
        Part.prototype.bytes = $util.newBuffer([]);

        /**
         * Creates a new Part instance using the specified properties.
         * @function create
         * @memberof tapelab.Part
         * @static
         * @param {tapelab.Part.$Properties=} [properties] Properties to set
         * @returns {tapelab.Part} Part instance
         * @type {{
         *   (properties: tapelab.Part.$Shape): tapelab.Part & tapelab.Part.$Shape;
         *   (properties?: tapelab.Part.$Properties): tapelab.Part;
         * }}
         */
        Part.create = function(properties) {
            return new Part(properties);
        };

        /**
         * Encodes the specified Part message. Does not implicitly {@link tapelab.Part.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Part
         * @static
         * @param {tapelab.Part.$Properties} message Part message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Part.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.index);
            if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes.length)
                writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.bytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Part message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Part
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Part & tapelab.Part.$Shape} Part
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Part.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Part();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.bytes = value;
                        else
                            delete message.bytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Part;
    })();

    tapelab.Gap = (function() {

        /**
         * Properties of a Gap.
         * @typedef {Object} tapelab.Gap.$Properties
         * @property {Long|null} [first] Gap first
         * @property {Long|null} [last] Gap last
         * @property {string|null} [reason] Gap reason
         * @property {Long|null} [quarantine] Gap quarantine
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Gap.
         * @memberof tapelab
         * @interface IGap
         * @augments tapelab.Gap.$Properties
         * @deprecated Use tapelab.Gap.$Properties instead.
         */

        /**
         * Shape of a Gap.
         * @typedef {tapelab.Gap.$Properties} tapelab.Gap.$Shape
         */

        /**
         * Constructs a new Gap.
         * @memberof tapelab
         * @classdesc Represents a Gap.
         * @constructor
         * @param {tapelab.Gap.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Gap = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Gap first.
         * @member {Long} first
         * @memberof tapelab.Gap
         * @instance
         */
        Gap.prototype.first = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Gap last.
         * @member {Long} last
         * @memberof tapelab.Gap
         * @instance
         */
        Gap.prototype.last = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Gap reason.
         * @member {string} reason
         * @memberof tapelab.Gap
         * @instance
         */
        Gap.prototype.reason = "";

        /**
         * Gap quarantine.
         * @member {Long} quarantine
         * @memberof tapelab.Gap
         * @instance
         */
        Gap.prototype.quarantine = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Gap instance using the specified properties.
         * @function create
         * @memberof tapelab.Gap
         * @static
         * @param {tapelab.Gap.$Properties=} [properties] Properties to set
         * @returns {tapelab.Gap} Gap instance
         * @type {{
         *   (properties: tapelab.Gap.$Shape): tapelab.Gap & tapelab.Gap.$Shape;
         *   (properties?: tapelab.Gap.$Properties): tapelab.Gap;
         * }}
         */
        Gap.create = function(properties) {
            return new Gap(properties);
        };

        /**
         * Encodes the specified Gap message. Does not implicitly {@link tapelab.Gap.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Gap
         * @static
         * @param {tapelab.Gap.$Properties} message Gap message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Gap.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.first != null && $Object.hasOwnProperty.call(message, "first") && (typeof message.first === "object" ? message.first.low || message.first.high : message.first !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.first);
            if (message.last != null && $Object.hasOwnProperty.call(message, "last") && (typeof message.last === "object" ? message.last.low || message.last.high : message.last !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.last);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.quarantine != null && $Object.hasOwnProperty.call(message, "quarantine") && (typeof message.quarantine === "object" ? message.quarantine.low || message.quarantine.high : message.quarantine !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.quarantine);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Gap message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Gap
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Gap & tapelab.Gap.$Shape} Gap
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Gap.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Gap();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.first = value;
                        else
                            delete message.first;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.last = value;
                        else
                            delete message.last;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.quarantine = value;
                        else
                            delete message.quarantine;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Gap;
    })();

    tapelab.Generation = (function() {

        /**
         * Properties of a Generation.
         * @typedef {Object} tapelab.Generation.$Properties
         * @property {number|null} [generation] Generation generation
         * @property {string|null} [verb] Generation verb
         * @property {Long|null} [firstSeq] Generation firstSeq
         * @property {Long|null} [lastSeq] Generation lastSeq
         * @property {Uint8Array|null} [lastHash] Generation lastHash
         * @property {Uint8Array|null} [contentDigest] Generation contentDigest
         * @property {number|null} [previous] Generation previous
         * @property {Uint8Array|null} [previousHash] Generation previousHash
         * @property {Uint8Array|null} [previousDigest] Generation previousDigest
         * @property {Array.<number>|null} [segment] Generation segment
         * @property {tapelab.Gap.$Properties|null} [trimmed] Generation trimmed
         * @property {Uint8Array|null} [base] Generation base
         * @property {Uint8Array|null} [archive] Generation archive
         * @property {number|null} [role] Generation role
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Generation.
         * @memberof tapelab
         * @interface IGeneration
         * @augments tapelab.Generation.$Properties
         * @deprecated Use tapelab.Generation.$Properties instead.
         */

        /**
         * Shape of a Generation.
         * @typedef {tapelab.Generation.$Properties} tapelab.Generation.$Shape
         */

        /**
         * Constructs a new Generation.
         * @memberof tapelab
         * @classdesc Represents a Generation.
         * @constructor
         * @param {tapelab.Generation.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Generation = function (properties) {
            this.segment = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Generation generation.
         * @member {number} generation
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.generation = 0;

        /**
         * Generation verb.
         * @member {string} verb
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.verb = "";

        /**
         * Generation firstSeq.
         * @member {Long} firstSeq
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.firstSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Generation lastSeq.
         * @member {Long} lastSeq
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.lastSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Generation lastHash.
         * @member {Uint8Array} lastHash
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.lastHash = $util.newBuffer([]);

        /**
         * Generation contentDigest.
         * @member {Uint8Array} contentDigest
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.contentDigest = $util.newBuffer([]);

        /**
         * Generation previous.
         * @member {number} previous
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.previous = 0;

        /**
         * Generation previousHash.
         * @member {Uint8Array} previousHash
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.previousHash = $util.newBuffer([]);

        /**
         * Generation previousDigest.
         * @member {Uint8Array} previousDigest
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.previousDigest = $util.newBuffer([]);

        /**
         * Generation segment.
         * @member {Array.<number>} segment
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.segment = $util.emptyArray;

        /**
         * Generation trimmed.
         * @member {tapelab.Gap.$Properties|null|undefined} trimmed
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.trimmed = null;

        /**
         * Generation base.
         * @member {Uint8Array} base
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.base = $util.newBuffer([]);

        /**
         * Generation archive.
         * @member {Uint8Array} archive
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.archive = $util.newBuffer([]);

        /**
         * Generation role.
         * @member {number} role
         * @memberof tapelab.Generation
         * @instance
         */
        Generation.prototype.role = 0;

        /**
         * Creates a new Generation instance using the specified properties.
         * @function create
         * @memberof tapelab.Generation
         * @static
         * @param {tapelab.Generation.$Properties=} [properties] Properties to set
         * @returns {tapelab.Generation} Generation instance
         * @type {{
         *   (properties: tapelab.Generation.$Shape): tapelab.Generation & tapelab.Generation.$Shape;
         *   (properties?: tapelab.Generation.$Properties): tapelab.Generation;
         * }}
         */
        Generation.create = function(properties) {
            return new Generation(properties);
        };

        /**
         * Encodes the specified Generation message. Does not implicitly {@link tapelab.Generation.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Generation
         * @static
         * @param {tapelab.Generation.$Properties} message Generation message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Generation.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && message.generation !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.generation);
            if (message.verb != null && $Object.hasOwnProperty.call(message, "verb") && message.verb !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.verb);
            if (message.firstSeq != null && $Object.hasOwnProperty.call(message, "firstSeq") && (typeof message.firstSeq === "object" ? message.firstSeq.low || message.firstSeq.high : message.firstSeq !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.firstSeq);
            if (message.lastSeq != null && $Object.hasOwnProperty.call(message, "lastSeq") && (typeof message.lastSeq === "object" ? message.lastSeq.low || message.lastSeq.high : message.lastSeq !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.lastSeq);
            if (message.lastHash != null && $Object.hasOwnProperty.call(message, "lastHash") && message.lastHash.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.lastHash);
            if (message.contentDigest != null && $Object.hasOwnProperty.call(message, "contentDigest") && message.contentDigest.length)
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.contentDigest);
            if (message.previous != null && $Object.hasOwnProperty.call(message, "previous") && message.previous !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.previous);
            if (message.previousHash != null && $Object.hasOwnProperty.call(message, "previousHash") && message.previousHash.length)
                writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.previousHash);
            if (message.previousDigest != null && $Object.hasOwnProperty.call(message, "previousDigest") && message.previousDigest.length)
                writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.previousDigest);
            if (message.segment != null && message.segment.length)
                writer.uint32(/* id 10, wireType 2 =*/82).uint32s(message.segment);
            if (message.trimmed != null && $Object.hasOwnProperty.call(message, "trimmed"))
                $root.tapelab.Gap.encode(message.trimmed, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.base != null && $Object.hasOwnProperty.call(message, "base") && message.base.length)
                writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.base);
            if (message.archive != null && $Object.hasOwnProperty.call(message, "archive") && message.archive.length)
                writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.archive);
            if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                writer.uint32(/* id 14, wireType 0 =*/112).uint32(message.role);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Generation message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Generation
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Generation & tapelab.Generation.$Shape} Generation
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Generation.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Generation();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.generation = value;
                        else
                            delete message.generation;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.verb = value;
                        else
                            delete message.verb;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.firstSeq = value;
                        else
                            delete message.firstSeq;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastSeq = value;
                        else
                            delete message.lastSeq;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.lastHash = value;
                        else
                            delete message.lastHash;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.contentDigest = value;
                        else
                            delete message.contentDigest;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.previous = value;
                        else
                            delete message.previous;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.previousHash = value;
                        else
                            delete message.previousHash;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.previousDigest = value;
                        else
                            delete message.previousDigest;
                        continue;
                    }
                case 10: {
                        if (wireType === 2) {
                            if (!(message.segment && message.segment.length))
                                message.segment = [];
                            reader.uint32s(message.segment);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.segment && message.segment.length))
                            message.segment = [];
                        message.segment.push(reader.uint32());
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.trimmed = $root.tapelab.Gap.decode(reader, reader.size(), $undefined, _depth + 1, message.trimmed);
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.base = value;
                        else
                            delete message.base;
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.archive = value;
                        else
                            delete message.archive;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.role = value;
                        else
                            delete message.role;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Generation;
    })();

    tapelab.Footer = (function() {

        /**
         * Properties of a Footer.
         * @typedef {Object} tapelab.Footer.$Properties
         * @property {Long|null} [firstSeq] Footer firstSeq
         * @property {Array.<Uint8Array>|null} [shape] Footer shape
         * @property {Array.<string>|null} [word] Footer word
         * @property {Array.<number>|null} [skip] Footer skip
         * @property {Array.<number>|null} [length] Footer length
         * @property {Array.<number>|null} [crc] Footer crc
         * @property {Array.<number>|null} [rows] Footer rows
         * @property {Array.<number>|null} [kind] Footer kind
         * @property {Array.<number>|null} [label] Footer label
         * @property {Array.<Long>|null} [wallMs] Footer wallMs
         * @property {Uint8Array|null} [imageHash] Footer imageHash
         * @property {Uint8Array|null} [chain] Footer chain
         * @property {Long|null} [durableSeq] Footer durableSeq
         * @property {Array.<tapelab.FooterBlock.$Properties>|null} [block] Footer block
         * @property {Array.<number>|null} [stored] Footer stored
         * @property {Uint8Array|null} [dictionary] Footer dictionary
         * @property {boolean|null} [ended] Footer ended
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Footer.
         * @memberof tapelab
         * @interface IFooter
         * @augments tapelab.Footer.$Properties
         * @deprecated Use tapelab.Footer.$Properties instead.
         */

        /**
         * Shape of a Footer.
         * @typedef {tapelab.Footer.$Properties} tapelab.Footer.$Shape
         */

        /**
         * Constructs a new Footer.
         * @memberof tapelab
         * @classdesc Represents a Footer.
         * @constructor
         * @param {tapelab.Footer.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Footer = function (properties) {
            this.shape = [];
            this.word = [];
            this.skip = [];
            this.length = [];
            this.crc = [];
            this.rows = [];
            this.kind = [];
            this.label = [];
            this.wallMs = [];
            this.block = [];
            this.stored = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Footer firstSeq.
         * @member {Long} firstSeq
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.firstSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Footer shape.
         * @member {Array.<Uint8Array>} shape
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.shape = $util.emptyArray;

        /**
         * Footer word.
         * @member {Array.<string>} word
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.word = $util.emptyArray;

        /**
         * Footer skip.
         * @member {Array.<number>} skip
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.skip = $util.emptyArray;

        /**
         * Footer length.
         * @member {Array.<number>} length
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.length = $util.emptyArray;

        /**
         * Footer crc.
         * @member {Array.<number>} crc
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.crc = $util.emptyArray;

        /**
         * Footer rows.
         * @member {Array.<number>} rows
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.rows = $util.emptyArray;

        /**
         * Footer kind.
         * @member {Array.<number>} kind
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.kind = $util.emptyArray;

        /**
         * Footer label.
         * @member {Array.<number>} label
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.label = $util.emptyArray;

        /**
         * Footer wallMs.
         * @member {Array.<Long>} wallMs
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.wallMs = $util.emptyArray;

        /**
         * Footer imageHash.
         * @member {Uint8Array} imageHash
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.imageHash = $util.newBuffer([]);

        /**
         * Footer chain.
         * @member {Uint8Array} chain
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.chain = $util.newBuffer([]);

        /**
         * Footer durableSeq.
         * @member {Long} durableSeq
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.durableSeq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Footer block.
         * @member {Array.<tapelab.FooterBlock.$Properties>} block
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.block = $util.emptyArray;

        /**
         * Footer stored.
         * @member {Array.<number>} stored
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.stored = $util.emptyArray;

        /**
         * Footer dictionary.
         * @member {Uint8Array} dictionary
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.dictionary = $util.newBuffer([]);

        /**
         * Footer ended.
         * @member {boolean} ended
         * @memberof tapelab.Footer
         * @instance
         */
        Footer.prototype.ended = false;

        /**
         * Creates a new Footer instance using the specified properties.
         * @function create
         * @memberof tapelab.Footer
         * @static
         * @param {tapelab.Footer.$Properties=} [properties] Properties to set
         * @returns {tapelab.Footer} Footer instance
         * @type {{
         *   (properties: tapelab.Footer.$Shape): tapelab.Footer & tapelab.Footer.$Shape;
         *   (properties?: tapelab.Footer.$Properties): tapelab.Footer;
         * }}
         */
        Footer.create = function(properties) {
            return new Footer(properties);
        };

        /**
         * Encodes the specified Footer message. Does not implicitly {@link tapelab.Footer.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Footer
         * @static
         * @param {tapelab.Footer.$Properties} message Footer message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Footer.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.firstSeq != null && $Object.hasOwnProperty.call(message, "firstSeq") && (typeof message.firstSeq === "object" ? message.firstSeq.low || message.firstSeq.high : message.firstSeq !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.firstSeq);
            if (message.shape != null && message.shape.length)
                for (var i = 0; i < message.shape.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.shape[i]);
            if (message.word != null && message.word.length)
                for (var i = 0; i < message.word.length; ++i)
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.word[i]);
            if (message.skip != null && message.skip.length)
                writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.skip);
            if (message.length != null && message.length.length)
                writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.length);
            if (message.crc != null && message.crc.length)
                writer.uint32(/* id 6, wireType 2 =*/50).fixed32s(message.crc);
            if (message.rows != null && message.rows.length)
                writer.uint32(/* id 7, wireType 2 =*/58).uint32s(message.rows);
            if (message.kind != null && message.kind.length)
                writer.uint32(/* id 8, wireType 2 =*/66).uint32s(message.kind);
            if (message.label != null && message.label.length)
                writer.uint32(/* id 9, wireType 2 =*/74).uint32s(message.label);
            if (message.wallMs != null && message.wallMs.length)
                writer.uint32(/* id 10, wireType 2 =*/82).fixed64s(message.wallMs);
            if (message.imageHash != null && $Object.hasOwnProperty.call(message, "imageHash") && message.imageHash.length)
                writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.imageHash);
            if (message.chain != null && $Object.hasOwnProperty.call(message, "chain") && message.chain.length)
                writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.chain);
            if (message.durableSeq != null && $Object.hasOwnProperty.call(message, "durableSeq") && (typeof message.durableSeq === "object" ? message.durableSeq.low || message.durableSeq.high : message.durableSeq !== 0))
                writer.uint32(/* id 13, wireType 0 =*/104).uint64(message.durableSeq);
            if (message.block != null && message.block.length)
                for (var i = 0; i < message.block.length; ++i)
                    $root.tapelab.FooterBlock.encode(message.block[i], writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
            if (message.stored != null && message.stored.length)
                writer.uint32(/* id 32, wireType 2 =*/258).uint32s(message.stored);
            if (message.dictionary != null && $Object.hasOwnProperty.call(message, "dictionary") && message.dictionary.length)
                writer.uint32(/* id 33, wireType 2 =*/266).bytes(message.dictionary);
            if (message.ended != null && $Object.hasOwnProperty.call(message, "ended") && message.ended !== false)
                writer.uint32(/* id 34, wireType 0 =*/272).bool(message.ended);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Footer message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Footer
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Footer & tapelab.Footer.$Shape} Footer
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Footer.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Footer();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.firstSeq = value;
                        else
                            delete message.firstSeq;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.shape && message.shape.length))
                            message.shape = [];
                        message.shape.push(reader.bytes());
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.word && message.word.length))
                            message.word = [];
                        message.word.push(reader.stringVerify());
                        continue;
                    }
                case 4: {
                        if (wireType === 2) {
                            if (!(message.skip && message.skip.length))
                                message.skip = [];
                            reader.uint32s(message.skip);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.skip && message.skip.length))
                            message.skip = [];
                        message.skip.push(reader.uint32());
                        continue;
                    }
                case 5: {
                        if (wireType === 2) {
                            if (!(message.length && message.length.length))
                                message.length = [];
                            reader.uint32s(message.length);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.length && message.length.length))
                            message.length = [];
                        message.length.push(reader.uint32());
                        continue;
                    }
                case 6: {
                        if (wireType === 2) {
                            if (!(message.crc && message.crc.length))
                                message.crc = [];
                            reader.fixed32s(message.crc);
                            continue;
                        }
                        if (wireType !== 5)
                            break;
                        if (!(message.crc && message.crc.length))
                            message.crc = [];
                        message.crc.push(reader.fixed32());
                        continue;
                    }
                case 7: {
                        if (wireType === 2) {
                            if (!(message.rows && message.rows.length))
                                message.rows = [];
                            reader.uint32s(message.rows);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.rows && message.rows.length))
                            message.rows = [];
                        message.rows.push(reader.uint32());
                        continue;
                    }
                case 8: {
                        if (wireType === 2) {
                            if (!(message.kind && message.kind.length))
                                message.kind = [];
                            reader.uint32s(message.kind);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.kind && message.kind.length))
                            message.kind = [];
                        message.kind.push(reader.uint32());
                        continue;
                    }
                case 9: {
                        if (wireType === 2) {
                            if (!(message.label && message.label.length))
                                message.label = [];
                            reader.uint32s(message.label);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.label && message.label.length))
                            message.label = [];
                        message.label.push(reader.uint32());
                        continue;
                    }
                case 10: {
                        if (wireType === 2) {
                            if (!(message.wallMs && message.wallMs.length))
                                message.wallMs = [];
                            reader.fixed64s(message.wallMs);
                            continue;
                        }
                        if (wireType !== 1)
                            break;
                        if (!(message.wallMs && message.wallMs.length))
                            message.wallMs = [];
                        message.wallMs.push(reader.fixed64());
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.imageHash = value;
                        else
                            delete message.imageHash;
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.chain = value;
                        else
                            delete message.chain;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.durableSeq = value;
                        else
                            delete message.durableSeq;
                        continue;
                    }
                case 14: {
                        if (wireType !== 2)
                            break;
                        if (!(message.block && message.block.length))
                            message.block = [];
                        message.block.push($root.tapelab.FooterBlock.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 32: {
                        if (wireType === 2) {
                            if (!(message.stored && message.stored.length))
                                message.stored = [];
                            reader.uint32s(message.stored);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.stored && message.stored.length))
                            message.stored = [];
                        message.stored.push(reader.uint32());
                        continue;
                    }
                case 33: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.dictionary = value;
                        else
                            delete message.dictionary;
                        continue;
                    }
                case 34: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ended = value;
                        else
                            delete message.ended;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Footer;
    })();

    tapelab.FooterBlock = (function() {

        /**
         * Properties of a FooterBlock.
         * @typedef {Object} tapelab.FooterBlock.$Properties
         * @property {number|null} [commit] FooterBlock commit
         * @property {Array.<tapelab.FooterStrip.$Properties>|null} [strip] FooterBlock strip
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FooterBlock.
         * @memberof tapelab
         * @interface IFooterBlock
         * @augments tapelab.FooterBlock.$Properties
         * @deprecated Use tapelab.FooterBlock.$Properties instead.
         */

        /**
         * Shape of a FooterBlock.
         * @typedef {tapelab.FooterBlock.$Properties} tapelab.FooterBlock.$Shape
         */

        /**
         * Constructs a new FooterBlock.
         * @memberof tapelab
         * @classdesc Represents a FooterBlock.
         * @constructor
         * @param {tapelab.FooterBlock.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var FooterBlock = function (properties) {
            this.strip = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FooterBlock commit.
         * @member {number} commit
         * @memberof tapelab.FooterBlock
         * @instance
         */
        FooterBlock.prototype.commit = 0;

        /**
         * FooterBlock strip.
         * @member {Array.<tapelab.FooterStrip.$Properties>} strip
         * @memberof tapelab.FooterBlock
         * @instance
         */
        FooterBlock.prototype.strip = $util.emptyArray;

        /**
         * Creates a new FooterBlock instance using the specified properties.
         * @function create
         * @memberof tapelab.FooterBlock
         * @static
         * @param {tapelab.FooterBlock.$Properties=} [properties] Properties to set
         * @returns {tapelab.FooterBlock} FooterBlock instance
         * @type {{
         *   (properties: tapelab.FooterBlock.$Shape): tapelab.FooterBlock & tapelab.FooterBlock.$Shape;
         *   (properties?: tapelab.FooterBlock.$Properties): tapelab.FooterBlock;
         * }}
         */
        FooterBlock.create = function(properties) {
            return new FooterBlock(properties);
        };

        /**
         * Encodes the specified FooterBlock message. Does not implicitly {@link tapelab.FooterBlock.verify|verify} messages.
         * @function encode
         * @memberof tapelab.FooterBlock
         * @static
         * @param {tapelab.FooterBlock.$Properties} message FooterBlock message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FooterBlock.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.commit != null && $Object.hasOwnProperty.call(message, "commit") && message.commit !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.commit);
            if (message.strip != null && message.strip.length)
                for (var i = 0; i < message.strip.length; ++i)
                    $root.tapelab.FooterStrip.encode(message.strip[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FooterBlock message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.FooterBlock
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.FooterBlock & tapelab.FooterBlock.$Shape} FooterBlock
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FooterBlock.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.FooterBlock();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.commit = value;
                        else
                            delete message.commit;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.strip && message.strip.length))
                            message.strip = [];
                        message.strip.push($root.tapelab.FooterStrip.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FooterBlock;
    })();

    tapelab.FooterStrip = (function() {

        /**
         * Properties of a FooterStrip.
         * @typedef {Object} tapelab.FooterStrip.$Properties
         * @property {Uint8Array|null} [shape] FooterStrip shape
         * @property {number|null} [rows] FooterStrip rows
         * @property {Uint8Array|null} [forms] FooterStrip forms
         * @property {Array.<number>|null} [offset] FooterStrip offset
         * @property {Array.<number>|null} [length] FooterStrip length
         * @property {Array.<number>|null} [crc] FooterStrip crc
         * @property {Array.<number>|null} [label] FooterStrip label
         * @property {boolean|null} [mixed] FooterStrip mixed
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FooterStrip.
         * @memberof tapelab
         * @interface IFooterStrip
         * @augments tapelab.FooterStrip.$Properties
         * @deprecated Use tapelab.FooterStrip.$Properties instead.
         */

        /**
         * Shape of a FooterStrip.
         * @typedef {tapelab.FooterStrip.$Properties} tapelab.FooterStrip.$Shape
         */

        /**
         * Constructs a new FooterStrip.
         * @memberof tapelab
         * @classdesc Represents a FooterStrip.
         * @constructor
         * @param {tapelab.FooterStrip.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var FooterStrip = function (properties) {
            this.offset = [];
            this.length = [];
            this.crc = [];
            this.label = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FooterStrip shape.
         * @member {Uint8Array} shape
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.shape = $util.newBuffer([]);

        /**
         * FooterStrip rows.
         * @member {number} rows
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.rows = 0;

        /**
         * FooterStrip forms.
         * @member {Uint8Array} forms
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.forms = $util.newBuffer([]);

        /**
         * FooterStrip offset.
         * @member {Array.<number>} offset
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.offset = $util.emptyArray;

        /**
         * FooterStrip length.
         * @member {Array.<number>} length
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.length = $util.emptyArray;

        /**
         * FooterStrip crc.
         * @member {Array.<number>} crc
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.crc = $util.emptyArray;

        /**
         * FooterStrip label.
         * @member {Array.<number>} label
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.label = $util.emptyArray;

        /**
         * FooterStrip mixed.
         * @member {boolean} mixed
         * @memberof tapelab.FooterStrip
         * @instance
         */
        FooterStrip.prototype.mixed = false;

        /**
         * Creates a new FooterStrip instance using the specified properties.
         * @function create
         * @memberof tapelab.FooterStrip
         * @static
         * @param {tapelab.FooterStrip.$Properties=} [properties] Properties to set
         * @returns {tapelab.FooterStrip} FooterStrip instance
         * @type {{
         *   (properties: tapelab.FooterStrip.$Shape): tapelab.FooterStrip & tapelab.FooterStrip.$Shape;
         *   (properties?: tapelab.FooterStrip.$Properties): tapelab.FooterStrip;
         * }}
         */
        FooterStrip.create = function(properties) {
            return new FooterStrip(properties);
        };

        /**
         * Encodes the specified FooterStrip message. Does not implicitly {@link tapelab.FooterStrip.verify|verify} messages.
         * @function encode
         * @memberof tapelab.FooterStrip
         * @static
         * @param {tapelab.FooterStrip.$Properties} message FooterStrip message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FooterStrip.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.shape != null && $Object.hasOwnProperty.call(message, "shape") && message.shape.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.shape);
            if (message.rows != null && $Object.hasOwnProperty.call(message, "rows") && message.rows !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rows);
            if (message.forms != null && $Object.hasOwnProperty.call(message, "forms") && message.forms.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.forms);
            if (message.offset != null && message.offset.length)
                writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.offset);
            if (message.length != null && message.length.length)
                writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.length);
            if (message.crc != null && message.crc.length)
                writer.uint32(/* id 6, wireType 2 =*/50).fixed32s(message.crc);
            if (message.label != null && message.label.length)
                writer.uint32(/* id 7, wireType 2 =*/58).uint32s(message.label);
            if (message.mixed != null && $Object.hasOwnProperty.call(message, "mixed") && message.mixed !== false)
                writer.uint32(/* id 8, wireType 0 =*/64).bool(message.mixed);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FooterStrip message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.FooterStrip
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.FooterStrip & tapelab.FooterStrip.$Shape} FooterStrip
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FooterStrip.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.FooterStrip();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.shape = value;
                        else
                            delete message.shape;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.rows = value;
                        else
                            delete message.rows;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.forms = value;
                        else
                            delete message.forms;
                        continue;
                    }
                case 4: {
                        if (wireType === 2) {
                            if (!(message.offset && message.offset.length))
                                message.offset = [];
                            reader.uint32s(message.offset);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.offset && message.offset.length))
                            message.offset = [];
                        message.offset.push(reader.uint32());
                        continue;
                    }
                case 5: {
                        if (wireType === 2) {
                            if (!(message.length && message.length.length))
                                message.length = [];
                            reader.uint32s(message.length);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.length && message.length.length))
                            message.length = [];
                        message.length.push(reader.uint32());
                        continue;
                    }
                case 6: {
                        if (wireType === 2) {
                            if (!(message.crc && message.crc.length))
                                message.crc = [];
                            reader.fixed32s(message.crc);
                            continue;
                        }
                        if (wireType !== 5)
                            break;
                        if (!(message.crc && message.crc.length))
                            message.crc = [];
                        message.crc.push(reader.fixed32());
                        continue;
                    }
                case 7: {
                        if (wireType === 2) {
                            if (!(message.label && message.label.length))
                                message.label = [];
                            reader.uint32s(message.label);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.label && message.label.length))
                            message.label = [];
                        message.label.push(reader.uint32());
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.mixed = value;
                        else
                            delete message.mixed;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FooterStrip;
    })();

    tapelab.Sealed = (function() {

        /**
         * Properties of a Sealed.
         * @typedef {Object} tapelab.Sealed.$Properties
         * @property {Array.<tapelab.Packed.$Properties>|null} [image] Sealed image
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Sealed.
         * @memberof tapelab
         * @interface ISealed
         * @augments tapelab.Sealed.$Properties
         * @deprecated Use tapelab.Sealed.$Properties instead.
         */

        /**
         * Shape of a Sealed.
         * @typedef {tapelab.Sealed.$Properties} tapelab.Sealed.$Shape
         */

        /**
         * Constructs a new Sealed.
         * @memberof tapelab
         * @classdesc Represents a Sealed.
         * @constructor
         * @param {tapelab.Sealed.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Sealed = function (properties) {
            this.image = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Sealed image.
         * @member {Array.<tapelab.Packed.$Properties>} image
         * @memberof tapelab.Sealed
         * @instance
         */
        Sealed.prototype.image = $util.emptyArray;

        /**
         * Creates a new Sealed instance using the specified properties.
         * @function create
         * @memberof tapelab.Sealed
         * @static
         * @param {tapelab.Sealed.$Properties=} [properties] Properties to set
         * @returns {tapelab.Sealed} Sealed instance
         * @type {{
         *   (properties: tapelab.Sealed.$Shape): tapelab.Sealed & tapelab.Sealed.$Shape;
         *   (properties?: tapelab.Sealed.$Properties): tapelab.Sealed;
         * }}
         */
        Sealed.create = function(properties) {
            return new Sealed(properties);
        };

        /**
         * Encodes the specified Sealed message. Does not implicitly {@link tapelab.Sealed.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Sealed
         * @static
         * @param {tapelab.Sealed.$Properties} message Sealed message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Sealed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.image != null && message.image.length)
                for (var i = 0; i < message.image.length; ++i)
                    $root.tapelab.Packed.encode(message.image[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Sealed message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Sealed
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Sealed & tapelab.Sealed.$Shape} Sealed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Sealed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Sealed();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.image && message.image.length))
                            message.image = [];
                        message.image.push($root.tapelab.Packed.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Sealed;
    })();

    tapelab.Packed = (function() {

        /**
         * Properties of a Packed.
         * @typedef {Object} tapelab.Packed.$Properties
         * @property {number|null} [codec] Packed codec
         * @property {number|null} [length] Packed length
         * @property {Uint8Array|null} [bytes] Packed bytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Packed.
         * @memberof tapelab
         * @interface IPacked
         * @augments tapelab.Packed.$Properties
         * @deprecated Use tapelab.Packed.$Properties instead.
         */

        /**
         * Shape of a Packed.
         * @typedef {tapelab.Packed.$Properties} tapelab.Packed.$Shape
         */

        /**
         * Constructs a new Packed.
         * @memberof tapelab
         * @classdesc Represents a Packed.
         * @constructor
         * @param {tapelab.Packed.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Packed = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Packed codec.
         * @member {number} codec
         * @memberof tapelab.Packed
         * @instance
         */
        Packed.prototype.codec = 0;

        /**
         * Packed length.
         * @member {number} length
         * @memberof tapelab.Packed
         * @instance
         */
        Packed.prototype.length = 0;

        /**
         * Packed bytes.
         * @member {Uint8Array} bytes
         * @memberof tapelab.Packed
         * @instance
         */
        Packed.prototype.bytes = $util.newBuffer([]);

        /**
         * Creates a new Packed instance using the specified properties.
         * @function create
         * @memberof tapelab.Packed
         * @static
         * @param {tapelab.Packed.$Properties=} [properties] Properties to set
         * @returns {tapelab.Packed} Packed instance
         * @type {{
         *   (properties: tapelab.Packed.$Shape): tapelab.Packed & tapelab.Packed.$Shape;
         *   (properties?: tapelab.Packed.$Properties): tapelab.Packed;
         * }}
         */
        Packed.create = function(properties) {
            return new Packed(properties);
        };

        /**
         * Encodes the specified Packed message. Does not implicitly {@link tapelab.Packed.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Packed
         * @static
         * @param {tapelab.Packed.$Properties} message Packed message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Packed.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.codec != null && $Object.hasOwnProperty.call(message, "codec") && message.codec !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.codec);
            if (message.length != null && $Object.hasOwnProperty.call(message, "length") && message.length !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.length);
            if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.bytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Packed message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Packed
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Packed & tapelab.Packed.$Shape} Packed
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Packed.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Packed();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.codec = value;
                        else
                            delete message.codec;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.length = value;
                        else
                            delete message.length;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.bytes = value;
                        else
                            delete message.bytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Packed;
    })();

    tapelab.Dictionary = (function() {

        /**
         * Properties of a Dictionary.
         * @typedef {Object} tapelab.Dictionary.$Properties
         * @property {Uint8Array|null} [bytes] Dictionary bytes
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Dictionary.
         * @memberof tapelab
         * @interface IDictionary
         * @augments tapelab.Dictionary.$Properties
         * @deprecated Use tapelab.Dictionary.$Properties instead.
         */

        /**
         * Shape of a Dictionary.
         * @typedef {tapelab.Dictionary.$Properties} tapelab.Dictionary.$Shape
         */

        /**
         * Constructs a new Dictionary.
         * @memberof tapelab
         * @classdesc Represents a Dictionary.
         * @constructor
         * @param {tapelab.Dictionary.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Dictionary = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Dictionary bytes.
         * @member {Uint8Array} bytes
         * @memberof tapelab.Dictionary
         * @instance
         */
        Dictionary.prototype.bytes = $util.newBuffer([]);

        /**
         * Creates a new Dictionary instance using the specified properties.
         * @function create
         * @memberof tapelab.Dictionary
         * @static
         * @param {tapelab.Dictionary.$Properties=} [properties] Properties to set
         * @returns {tapelab.Dictionary} Dictionary instance
         * @type {{
         *   (properties: tapelab.Dictionary.$Shape): tapelab.Dictionary & tapelab.Dictionary.$Shape;
         *   (properties?: tapelab.Dictionary.$Properties): tapelab.Dictionary;
         * }}
         */
        Dictionary.create = function(properties) {
            return new Dictionary(properties);
        };

        /**
         * Encodes the specified Dictionary message. Does not implicitly {@link tapelab.Dictionary.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Dictionary
         * @static
         * @param {tapelab.Dictionary.$Properties} message Dictionary message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Dictionary.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && message.bytes.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.bytes);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Dictionary message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Dictionary
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Dictionary & tapelab.Dictionary.$Shape} Dictionary
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Dictionary.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Dictionary();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.bytes = value;
                        else
                            delete message.bytes;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Dictionary;
    })();

    tapelab.TapeArchive = (function() {

        /**
         * Properties of a TapeArchive.
         * @typedef {Object} tapelab.TapeArchive.$Properties
         * @property {tapelab.ArchiveManifest.$Properties|null} [manifest] TapeArchive manifest
         * @property {Array.<tapelab.EventEnvelope.$Properties>|null} [events] TapeArchive events
         * @property {Array.<tapelab.SnapshotEnvelope.$Properties>|null} [snapshots] TapeArchive snapshots
         * @property {Array.<tapelab.BlobLeaf.$Properties>|null} [blobs] TapeArchive blobs
         * @property {Array.<tapelab.QuarantineLeaf.$Properties>|null} [quarantine] TapeArchive quarantine
         * @property {tapelab.CommitMarker.$Properties|null} [commit] TapeArchive commit
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TapeArchive.
         * @memberof tapelab
         * @interface ITapeArchive
         * @augments tapelab.TapeArchive.$Properties
         * @deprecated Use tapelab.TapeArchive.$Properties instead.
         */

        /**
         * Shape of a TapeArchive.
         * @typedef {{
         *   manifest?: tapelab.ArchiveManifest.$Shape|null;
         *   events?: Array.<tapelab.EventEnvelope.$Shape>|null;
         *   snapshots?: Array.<tapelab.SnapshotEnvelope.$Shape>|null;
         *   blobs?: Array.<tapelab.BlobLeaf.$Shape>|null;
         *   quarantine?: Array.<tapelab.QuarantineLeaf.$Shape>|null;
         *   commit?: tapelab.CommitMarker.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * }} tapelab.TapeArchive.$Shape
         */

        /**
         * Constructs a new TapeArchive.
         * @memberof tapelab
         * @classdesc Represents a TapeArchive.
         * @constructor
         * @param {tapelab.TapeArchive.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var TapeArchive = function (properties) {
            this.events = [];
            this.snapshots = [];
            this.blobs = [];
            this.quarantine = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TapeArchive manifest.
         * @member {tapelab.ArchiveManifest.$Properties|null|undefined} manifest
         * @memberof tapelab.TapeArchive
         * @instance
         */
        TapeArchive.prototype.manifest = null;

        /**
         * TapeArchive events.
         * @member {Array.<tapelab.EventEnvelope.$Properties>} events
         * @memberof tapelab.TapeArchive
         * @instance
         */
        TapeArchive.prototype.events = $util.emptyArray;

        /**
         * TapeArchive snapshots.
         * @member {Array.<tapelab.SnapshotEnvelope.$Properties>} snapshots
         * @memberof tapelab.TapeArchive
         * @instance
         */
        TapeArchive.prototype.snapshots = $util.emptyArray;

        /**
         * TapeArchive blobs.
         * @member {Array.<tapelab.BlobLeaf.$Properties>} blobs
         * @memberof tapelab.TapeArchive
         * @instance
         */
        TapeArchive.prototype.blobs = $util.emptyArray;

        /**
         * TapeArchive quarantine.
         * @member {Array.<tapelab.QuarantineLeaf.$Properties>} quarantine
         * @memberof tapelab.TapeArchive
         * @instance
         */
        TapeArchive.prototype.quarantine = $util.emptyArray;

        /**
         * TapeArchive commit.
         * @member {tapelab.CommitMarker.$Properties|null|undefined} commit
         * @memberof tapelab.TapeArchive
         * @instance
         */
        TapeArchive.prototype.commit = null;

        /**
         * Creates a new TapeArchive instance using the specified properties.
         * @function create
         * @memberof tapelab.TapeArchive
         * @static
         * @param {tapelab.TapeArchive.$Properties=} [properties] Properties to set
         * @returns {tapelab.TapeArchive} TapeArchive instance
         * @type {{
         *   (properties: tapelab.TapeArchive.$Shape): tapelab.TapeArchive & tapelab.TapeArchive.$Shape;
         *   (properties?: tapelab.TapeArchive.$Properties): tapelab.TapeArchive;
         * }}
         */
        TapeArchive.create = function(properties) {
            return new TapeArchive(properties);
        };

        /**
         * Encodes the specified TapeArchive message. Does not implicitly {@link tapelab.TapeArchive.verify|verify} messages.
         * @function encode
         * @memberof tapelab.TapeArchive
         * @static
         * @param {tapelab.TapeArchive.$Properties} message TapeArchive message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TapeArchive.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.manifest != null && $Object.hasOwnProperty.call(message, "manifest"))
                $root.tapelab.ArchiveManifest.encode(message.manifest, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.events != null && message.events.length)
                for (var i = 0; i < message.events.length; ++i)
                    $root.tapelab.EventEnvelope.encode(message.events[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.snapshots != null && message.snapshots.length)
                for (var i = 0; i < message.snapshots.length; ++i)
                    $root.tapelab.SnapshotEnvelope.encode(message.snapshots[i], writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
            if (message.blobs != null && message.blobs.length)
                for (var i = 0; i < message.blobs.length; ++i)
                    $root.tapelab.BlobLeaf.encode(message.blobs[i], writer.uint32(/* id 30, wireType 2 =*/242).fork(), _depth + 1).ldelim();
            if (message.quarantine != null && message.quarantine.length)
                for (var i = 0; i < message.quarantine.length; ++i)
                    $root.tapelab.QuarantineLeaf.encode(message.quarantine[i], writer.uint32(/* id 40, wireType 2 =*/322).fork(), _depth + 1).ldelim();
            if (message.commit != null && $Object.hasOwnProperty.call(message, "commit"))
                $root.tapelab.CommitMarker.encode(message.commit, writer.uint32(/* id 99, wireType 2 =*/794).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TapeArchive message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.TapeArchive
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.TapeArchive & tapelab.TapeArchive.$Shape} TapeArchive
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TapeArchive.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.TapeArchive();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.manifest = $root.tapelab.ArchiveManifest.decode(reader, reader.size(), $undefined, _depth + 1, message.manifest);
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.events && message.events.length))
                            message.events = [];
                        message.events.push($root.tapelab.EventEnvelope.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 20: {
                        if (wireType !== 2)
                            break;
                        if (!(message.snapshots && message.snapshots.length))
                            message.snapshots = [];
                        message.snapshots.push($root.tapelab.SnapshotEnvelope.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 30: {
                        if (wireType !== 2)
                            break;
                        if (!(message.blobs && message.blobs.length))
                            message.blobs = [];
                        message.blobs.push($root.tapelab.BlobLeaf.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 40: {
                        if (wireType !== 2)
                            break;
                        if (!(message.quarantine && message.quarantine.length))
                            message.quarantine = [];
                        message.quarantine.push($root.tapelab.QuarantineLeaf.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 99: {
                        if (wireType !== 2)
                            break;
                        message.commit = $root.tapelab.CommitMarker.decode(reader, reader.size(), $undefined, _depth + 1, message.commit);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TapeArchive;
    })();

    tapelab.ArchivedCommit = (function() {

        /**
         * Properties of an ArchivedCommit.
         * @typedef {Object} tapelab.ArchivedCommit.$Properties
         * @property {Uint8Array|null} [hash] ArchivedCommit hash
         * @property {Array.<Uint8Array>|null} [shapes] ArchivedCommit shapes
         * @property {Uint8Array|null} [image] ArchivedCommit image
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an ArchivedCommit.
         * @memberof tapelab
         * @interface IArchivedCommit
         * @augments tapelab.ArchivedCommit.$Properties
         * @deprecated Use tapelab.ArchivedCommit.$Properties instead.
         */

        /**
         * Shape of an ArchivedCommit.
         * @typedef {tapelab.ArchivedCommit.$Properties} tapelab.ArchivedCommit.$Shape
         */

        /**
         * Constructs a new ArchivedCommit.
         * @memberof tapelab
         * @classdesc Represents an ArchivedCommit.
         * @constructor
         * @param {tapelab.ArchivedCommit.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var ArchivedCommit = function (properties) {
            this.shapes = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ArchivedCommit hash.
         * @member {Uint8Array} hash
         * @memberof tapelab.ArchivedCommit
         * @instance
         */
        ArchivedCommit.prototype.hash = $util.newBuffer([]);

        /**
         * ArchivedCommit shapes.
         * @member {Array.<Uint8Array>} shapes
         * @memberof tapelab.ArchivedCommit
         * @instance
         */
        ArchivedCommit.prototype.shapes = $util.emptyArray;

        /**
         * ArchivedCommit image.
         * @member {Uint8Array} image
         * @memberof tapelab.ArchivedCommit
         * @instance
         */
        ArchivedCommit.prototype.image = $util.newBuffer([]);

        /**
         * Creates a new ArchivedCommit instance using the specified properties.
         * @function create
         * @memberof tapelab.ArchivedCommit
         * @static
         * @param {tapelab.ArchivedCommit.$Properties=} [properties] Properties to set
         * @returns {tapelab.ArchivedCommit} ArchivedCommit instance
         * @type {{
         *   (properties: tapelab.ArchivedCommit.$Shape): tapelab.ArchivedCommit & tapelab.ArchivedCommit.$Shape;
         *   (properties?: tapelab.ArchivedCommit.$Properties): tapelab.ArchivedCommit;
         * }}
         */
        ArchivedCommit.create = function(properties) {
            return new ArchivedCommit(properties);
        };

        /**
         * Encodes the specified ArchivedCommit message. Does not implicitly {@link tapelab.ArchivedCommit.verify|verify} messages.
         * @function encode
         * @memberof tapelab.ArchivedCommit
         * @static
         * @param {tapelab.ArchivedCommit.$Properties} message ArchivedCommit message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ArchivedCommit.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.hash);
            if (message.shapes != null && message.shapes.length)
                for (var i = 0; i < message.shapes.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.shapes[i]);
            if (message.image != null && $Object.hasOwnProperty.call(message, "image") && message.image.length)
                writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.image);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an ArchivedCommit message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.ArchivedCommit
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.ArchivedCommit & tapelab.ArchivedCommit.$Shape} ArchivedCommit
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ArchivedCommit.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.ArchivedCommit();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hash = value;
                        else
                            delete message.hash;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.shapes && message.shapes.length))
                            message.shapes = [];
                        message.shapes.push(reader.bytes());
                        continue;
                    }
                case 15: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.image = value;
                        else
                            delete message.image;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ArchivedCommit;
    })();

    tapelab.ExtraRecord = (function() {

        /**
         * Properties of an ExtraRecord.
         * @typedef {Object} tapelab.ExtraRecord.$Properties
         * @property {number|null} [kind] ExtraRecord kind
         * @property {Uint8Array|null} [payload] ExtraRecord payload
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an ExtraRecord.
         * @memberof tapelab
         * @interface IExtraRecord
         * @augments tapelab.ExtraRecord.$Properties
         * @deprecated Use tapelab.ExtraRecord.$Properties instead.
         */

        /**
         * Shape of an ExtraRecord.
         * @typedef {tapelab.ExtraRecord.$Properties} tapelab.ExtraRecord.$Shape
         */

        /**
         * Constructs a new ExtraRecord.
         * @memberof tapelab
         * @classdesc Represents an ExtraRecord.
         * @constructor
         * @param {tapelab.ExtraRecord.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var ExtraRecord = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ExtraRecord kind.
         * @member {number} kind
         * @memberof tapelab.ExtraRecord
         * @instance
         */
        ExtraRecord.prototype.kind = 0;

        /**
         * ExtraRecord payload.
         * @member {Uint8Array} payload
         * @memberof tapelab.ExtraRecord
         * @instance
         */
        ExtraRecord.prototype.payload = $util.newBuffer([]);

        /**
         * Creates a new ExtraRecord instance using the specified properties.
         * @function create
         * @memberof tapelab.ExtraRecord
         * @static
         * @param {tapelab.ExtraRecord.$Properties=} [properties] Properties to set
         * @returns {tapelab.ExtraRecord} ExtraRecord instance
         * @type {{
         *   (properties: tapelab.ExtraRecord.$Shape): tapelab.ExtraRecord & tapelab.ExtraRecord.$Shape;
         *   (properties?: tapelab.ExtraRecord.$Properties): tapelab.ExtraRecord;
         * }}
         */
        ExtraRecord.create = function(properties) {
            return new ExtraRecord(properties);
        };

        /**
         * Encodes the specified ExtraRecord message. Does not implicitly {@link tapelab.ExtraRecord.verify|verify} messages.
         * @function encode
         * @memberof tapelab.ExtraRecord
         * @static
         * @param {tapelab.ExtraRecord.$Properties} message ExtraRecord message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ExtraRecord.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.kind);
            if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.payload);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an ExtraRecord message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.ExtraRecord
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.ExtraRecord & tapelab.ExtraRecord.$Shape} ExtraRecord
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ExtraRecord.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.ExtraRecord();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.payload = value;
                        else
                            delete message.payload;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ExtraRecord;
    })();

    tapelab.SnapshotEnvelope = (function() {

        /**
         * Properties of a SnapshotEnvelope.
         * @typedef {Object} tapelab.SnapshotEnvelope.$Properties
         * @property {number|null} [schemaVersion] SnapshotEnvelope schemaVersion
         * @property {string|null} [runId] SnapshotEnvelope runId
         * @property {tapelab.ReplayCursor.$Properties|null} [replayCursor] SnapshotEnvelope replayCursor
         * @property {Uint8Array|null} [state] SnapshotEnvelope state
         * @property {Uint8Array|null} [stateHash] SnapshotEnvelope stateHash
         * @property {number|null} [foldVersion] SnapshotEnvelope foldVersion
         * @property {Array.<tapelab.ModelImage.$Properties>|null} [models] SnapshotEnvelope models
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SnapshotEnvelope.
         * @memberof tapelab
         * @interface ISnapshotEnvelope
         * @augments tapelab.SnapshotEnvelope.$Properties
         * @deprecated Use tapelab.SnapshotEnvelope.$Properties instead.
         */

        /**
         * Shape of a SnapshotEnvelope.
         * @typedef {tapelab.SnapshotEnvelope.$Properties} tapelab.SnapshotEnvelope.$Shape
         */

        /**
         * Constructs a new SnapshotEnvelope.
         * @memberof tapelab
         * @classdesc Represents a SnapshotEnvelope.
         * @constructor
         * @param {tapelab.SnapshotEnvelope.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var SnapshotEnvelope = function (properties) {
            this.models = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SnapshotEnvelope schemaVersion.
         * @member {number} schemaVersion
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.schemaVersion = 0;

        /**
         * SnapshotEnvelope runId.
         * @member {string} runId
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.runId = "";

        /**
         * SnapshotEnvelope replayCursor.
         * @member {tapelab.ReplayCursor.$Properties|null|undefined} replayCursor
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.replayCursor = null;

        /**
         * SnapshotEnvelope state.
         * @member {Uint8Array} state
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.state = $util.newBuffer([]);

        /**
         * SnapshotEnvelope stateHash.
         * @member {Uint8Array} stateHash
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.stateHash = $util.newBuffer([]);

        /**
         * SnapshotEnvelope foldVersion.
         * @member {number} foldVersion
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.foldVersion = 0;

        /**
         * SnapshotEnvelope models.
         * @member {Array.<tapelab.ModelImage.$Properties>} models
         * @memberof tapelab.SnapshotEnvelope
         * @instance
         */
        SnapshotEnvelope.prototype.models = $util.emptyArray;

        /**
         * Creates a new SnapshotEnvelope instance using the specified properties.
         * @function create
         * @memberof tapelab.SnapshotEnvelope
         * @static
         * @param {tapelab.SnapshotEnvelope.$Properties=} [properties] Properties to set
         * @returns {tapelab.SnapshotEnvelope} SnapshotEnvelope instance
         * @type {{
         *   (properties: tapelab.SnapshotEnvelope.$Shape): tapelab.SnapshotEnvelope & tapelab.SnapshotEnvelope.$Shape;
         *   (properties?: tapelab.SnapshotEnvelope.$Properties): tapelab.SnapshotEnvelope;
         * }}
         */
        SnapshotEnvelope.create = function(properties) {
            return new SnapshotEnvelope(properties);
        };

        /**
         * Encodes the specified SnapshotEnvelope message. Does not implicitly {@link tapelab.SnapshotEnvelope.verify|verify} messages.
         * @function encode
         * @memberof tapelab.SnapshotEnvelope
         * @static
         * @param {tapelab.SnapshotEnvelope.$Properties} message SnapshotEnvelope message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SnapshotEnvelope.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.schemaVersion != null && $Object.hasOwnProperty.call(message, "schemaVersion") && message.schemaVersion !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.schemaVersion);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.runId);
            if (message.replayCursor != null && $Object.hasOwnProperty.call(message, "replayCursor"))
                $root.tapelab.ReplayCursor.encode(message.replayCursor, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.state);
            if (message.stateHash != null && $Object.hasOwnProperty.call(message, "stateHash") && message.stateHash.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.stateHash);
            if (message.foldVersion != null && $Object.hasOwnProperty.call(message, "foldVersion") && message.foldVersion !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.foldVersion);
            if (message.models != null && message.models.length)
                for (var i = 0; i < message.models.length; ++i)
                    $root.tapelab.ModelImage.encode(message.models[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SnapshotEnvelope message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.SnapshotEnvelope
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.SnapshotEnvelope & tapelab.SnapshotEnvelope.$Shape} SnapshotEnvelope
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SnapshotEnvelope.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.SnapshotEnvelope();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.schemaVersion = value;
                        else
                            delete message.schemaVersion;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.replayCursor = $root.tapelab.ReplayCursor.decode(reader, reader.size(), $undefined, _depth + 1, message.replayCursor);
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.stateHash = value;
                        else
                            delete message.stateHash;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.foldVersion = value;
                        else
                            delete message.foldVersion;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (!(message.models && message.models.length))
                            message.models = [];
                        message.models.push($root.tapelab.ModelImage.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return SnapshotEnvelope;
    })();

    tapelab.ReplayCursor = (function() {

        /**
         * Properties of a ReplayCursor.
         * @typedef {Object} tapelab.ReplayCursor.$Properties
         * @property {Long|null} [sequence] ReplayCursor sequence
         * @property {Uint8Array|null} [hash] ReplayCursor hash
         * @property {Array.<tapelab.TapeCursor.$Properties>|null} [others] ReplayCursor others
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ReplayCursor.
         * @memberof tapelab
         * @interface IReplayCursor
         * @augments tapelab.ReplayCursor.$Properties
         * @deprecated Use tapelab.ReplayCursor.$Properties instead.
         */

        /**
         * Shape of a ReplayCursor.
         * @typedef {tapelab.ReplayCursor.$Properties} tapelab.ReplayCursor.$Shape
         */

        /**
         * Constructs a new ReplayCursor.
         * @memberof tapelab
         * @classdesc Represents a ReplayCursor.
         * @constructor
         * @param {tapelab.ReplayCursor.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var ReplayCursor = function (properties) {
            this.others = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ReplayCursor sequence.
         * @member {Long} sequence
         * @memberof tapelab.ReplayCursor
         * @instance
         */
        ReplayCursor.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ReplayCursor hash.
         * @member {Uint8Array} hash
         * @memberof tapelab.ReplayCursor
         * @instance
         */
        ReplayCursor.prototype.hash = $util.newBuffer([]);

        /**
         * ReplayCursor others.
         * @member {Array.<tapelab.TapeCursor.$Properties>} others
         * @memberof tapelab.ReplayCursor
         * @instance
         */
        ReplayCursor.prototype.others = $util.emptyArray;

        /**
         * Creates a new ReplayCursor instance using the specified properties.
         * @function create
         * @memberof tapelab.ReplayCursor
         * @static
         * @param {tapelab.ReplayCursor.$Properties=} [properties] Properties to set
         * @returns {tapelab.ReplayCursor} ReplayCursor instance
         * @type {{
         *   (properties: tapelab.ReplayCursor.$Shape): tapelab.ReplayCursor & tapelab.ReplayCursor.$Shape;
         *   (properties?: tapelab.ReplayCursor.$Properties): tapelab.ReplayCursor;
         * }}
         */
        ReplayCursor.create = function(properties) {
            return new ReplayCursor(properties);
        };

        /**
         * Encodes the specified ReplayCursor message. Does not implicitly {@link tapelab.ReplayCursor.verify|verify} messages.
         * @function encode
         * @memberof tapelab.ReplayCursor
         * @static
         * @param {tapelab.ReplayCursor.$Properties} message ReplayCursor message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ReplayCursor.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.sequence);
            if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.hash);
            if (message.others != null && message.others.length)
                for (var i = 0; i < message.others.length; ++i)
                    $root.tapelab.TapeCursor.encode(message.others[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ReplayCursor message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.ReplayCursor
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.ReplayCursor & tapelab.ReplayCursor.$Shape} ReplayCursor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ReplayCursor.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.ReplayCursor();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hash = value;
                        else
                            delete message.hash;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.others && message.others.length))
                            message.others = [];
                        message.others.push($root.tapelab.TapeCursor.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ReplayCursor;
    })();

    tapelab.TapeCursor = (function() {

        /**
         * Properties of a TapeCursor.
         * @typedef {Object} tapelab.TapeCursor.$Properties
         * @property {string|null} [tapeId] TapeCursor tapeId
         * @property {Long|null} [sequence] TapeCursor sequence
         * @property {Uint8Array|null} [hash] TapeCursor hash
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TapeCursor.
         * @memberof tapelab
         * @interface ITapeCursor
         * @augments tapelab.TapeCursor.$Properties
         * @deprecated Use tapelab.TapeCursor.$Properties instead.
         */

        /**
         * Shape of a TapeCursor.
         * @typedef {tapelab.TapeCursor.$Properties} tapelab.TapeCursor.$Shape
         */

        /**
         * Constructs a new TapeCursor.
         * @memberof tapelab
         * @classdesc Represents a TapeCursor.
         * @constructor
         * @param {tapelab.TapeCursor.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var TapeCursor = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TapeCursor tapeId.
         * @member {string} tapeId
         * @memberof tapelab.TapeCursor
         * @instance
         */
        TapeCursor.prototype.tapeId = "";

        /**
         * TapeCursor sequence.
         * @member {Long} sequence
         * @memberof tapelab.TapeCursor
         * @instance
         */
        TapeCursor.prototype.sequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * TapeCursor hash.
         * @member {Uint8Array} hash
         * @memberof tapelab.TapeCursor
         * @instance
         */
        TapeCursor.prototype.hash = $util.newBuffer([]);

        /**
         * Creates a new TapeCursor instance using the specified properties.
         * @function create
         * @memberof tapelab.TapeCursor
         * @static
         * @param {tapelab.TapeCursor.$Properties=} [properties] Properties to set
         * @returns {tapelab.TapeCursor} TapeCursor instance
         * @type {{
         *   (properties: tapelab.TapeCursor.$Shape): tapelab.TapeCursor & tapelab.TapeCursor.$Shape;
         *   (properties?: tapelab.TapeCursor.$Properties): tapelab.TapeCursor;
         * }}
         */
        TapeCursor.create = function(properties) {
            return new TapeCursor(properties);
        };

        /**
         * Encodes the specified TapeCursor message. Does not implicitly {@link tapelab.TapeCursor.verify|verify} messages.
         * @function encode
         * @memberof tapelab.TapeCursor
         * @static
         * @param {tapelab.TapeCursor.$Properties} message TapeCursor message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TapeCursor.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.tapeId != null && $Object.hasOwnProperty.call(message, "tapeId") && message.tapeId !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.tapeId);
            if (message.sequence != null && $Object.hasOwnProperty.call(message, "sequence") && (typeof message.sequence === "object" ? message.sequence.low || message.sequence.high : message.sequence !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sequence);
            if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.hash);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TapeCursor message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.TapeCursor
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.TapeCursor & tapelab.TapeCursor.$Shape} TapeCursor
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TapeCursor.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.TapeCursor();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.tapeId = value;
                        else
                            delete message.tapeId;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.sequence = value;
                        else
                            delete message.sequence;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hash = value;
                        else
                            delete message.hash;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return TapeCursor;
    })();

    tapelab.ModelImage = (function() {

        /**
         * Properties of a ModelImage.
         * @typedef {Object} tapelab.ModelImage.$Properties
         * @property {string|null} [name] ModelImage name
         * @property {number|null} [version] ModelImage version
         * @property {Uint8Array|null} [image] ModelImage image
         * @property {Uint8Array|null} [hash] ModelImage hash
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ModelImage.
         * @memberof tapelab
         * @interface IModelImage
         * @augments tapelab.ModelImage.$Properties
         * @deprecated Use tapelab.ModelImage.$Properties instead.
         */

        /**
         * Shape of a ModelImage.
         * @typedef {tapelab.ModelImage.$Properties} tapelab.ModelImage.$Shape
         */

        /**
         * Constructs a new ModelImage.
         * @memberof tapelab
         * @classdesc Represents a ModelImage.
         * @constructor
         * @param {tapelab.ModelImage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var ModelImage = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ModelImage name.
         * @member {string} name
         * @memberof tapelab.ModelImage
         * @instance
         */
        ModelImage.prototype.name = "";

        /**
         * ModelImage version.
         * @member {number} version
         * @memberof tapelab.ModelImage
         * @instance
         */
        ModelImage.prototype.version = 0;

        /**
         * ModelImage image.
         * @member {Uint8Array} image
         * @memberof tapelab.ModelImage
         * @instance
         */
        ModelImage.prototype.image = $util.newBuffer([]);

        /**
         * ModelImage hash.
         * @member {Uint8Array} hash
         * @memberof tapelab.ModelImage
         * @instance
         */
        ModelImage.prototype.hash = $util.newBuffer([]);

        /**
         * Creates a new ModelImage instance using the specified properties.
         * @function create
         * @memberof tapelab.ModelImage
         * @static
         * @param {tapelab.ModelImage.$Properties=} [properties] Properties to set
         * @returns {tapelab.ModelImage} ModelImage instance
         * @type {{
         *   (properties: tapelab.ModelImage.$Shape): tapelab.ModelImage & tapelab.ModelImage.$Shape;
         *   (properties?: tapelab.ModelImage.$Properties): tapelab.ModelImage;
         * }}
         */
        ModelImage.create = function(properties) {
            return new ModelImage(properties);
        };

        /**
         * Encodes the specified ModelImage message. Does not implicitly {@link tapelab.ModelImage.verify|verify} messages.
         * @function encode
         * @memberof tapelab.ModelImage
         * @static
         * @param {tapelab.ModelImage.$Properties} message ModelImage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ModelImage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.version);
            if (message.image != null && $Object.hasOwnProperty.call(message, "image") && message.image.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.image);
            if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.hash);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ModelImage message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.ModelImage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.ModelImage & tapelab.ModelImage.$Shape} ModelImage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ModelImage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.ModelImage();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.version = value;
                        else
                            delete message.version;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.image = value;
                        else
                            delete message.image;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hash = value;
                        else
                            delete message.hash;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ModelImage;
    })();

    tapelab.FoldState = (function() {

        /**
         * Properties of a FoldState.
         * @typedef {Object} tapelab.FoldState.$Properties
         * @property {Uint8Array|null} [visible] FoldState visible
         * @property {Uint8Array|null} [rest] FoldState rest
         * @property {Uint8Array|null} [foldHash] FoldState foldHash
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FoldState.
         * @memberof tapelab
         * @interface IFoldState
         * @augments tapelab.FoldState.$Properties
         * @deprecated Use tapelab.FoldState.$Properties instead.
         */

        /**
         * Shape of a FoldState.
         * @typedef {tapelab.FoldState.$Properties} tapelab.FoldState.$Shape
         */

        /**
         * Constructs a new FoldState.
         * @memberof tapelab
         * @classdesc Represents a FoldState.
         * @constructor
         * @param {tapelab.FoldState.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var FoldState = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FoldState visible.
         * @member {Uint8Array} visible
         * @memberof tapelab.FoldState
         * @instance
         */
        FoldState.prototype.visible = $util.newBuffer([]);

        /**
         * FoldState rest.
         * @member {Uint8Array} rest
         * @memberof tapelab.FoldState
         * @instance
         */
        FoldState.prototype.rest = $util.newBuffer([]);

        /**
         * FoldState foldHash.
         * @member {Uint8Array} foldHash
         * @memberof tapelab.FoldState
         * @instance
         */
        FoldState.prototype.foldHash = $util.newBuffer([]);

        /**
         * Creates a new FoldState instance using the specified properties.
         * @function create
         * @memberof tapelab.FoldState
         * @static
         * @param {tapelab.FoldState.$Properties=} [properties] Properties to set
         * @returns {tapelab.FoldState} FoldState instance
         * @type {{
         *   (properties: tapelab.FoldState.$Shape): tapelab.FoldState & tapelab.FoldState.$Shape;
         *   (properties?: tapelab.FoldState.$Properties): tapelab.FoldState;
         * }}
         */
        FoldState.create = function(properties) {
            return new FoldState(properties);
        };

        /**
         * Encodes the specified FoldState message. Does not implicitly {@link tapelab.FoldState.verify|verify} messages.
         * @function encode
         * @memberof tapelab.FoldState
         * @static
         * @param {tapelab.FoldState.$Properties} message FoldState message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FoldState.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.visible != null && $Object.hasOwnProperty.call(message, "visible") && message.visible.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.visible);
            if (message.rest != null && $Object.hasOwnProperty.call(message, "rest") && message.rest.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.rest);
            if (message.foldHash != null && $Object.hasOwnProperty.call(message, "foldHash") && message.foldHash.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.foldHash);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FoldState message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.FoldState
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.FoldState & tapelab.FoldState.$Shape} FoldState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FoldState.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.FoldState();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.visible = value;
                        else
                            delete message.visible;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.rest = value;
                        else
                            delete message.rest;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.foldHash = value;
                        else
                            delete message.foldHash;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FoldState;
    })();

    tapelab.EntityList = (function() {

        /**
         * Properties of an EntityList.
         * @typedef {Object} tapelab.EntityList.$Properties
         * @property {Array.<tapelab.Entity.$Properties>|null} [entity] EntityList entity
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EntityList.
         * @memberof tapelab
         * @interface IEntityList
         * @augments tapelab.EntityList.$Properties
         * @deprecated Use tapelab.EntityList.$Properties instead.
         */

        /**
         * Shape of an EntityList.
         * @typedef {tapelab.EntityList.$Properties} tapelab.EntityList.$Shape
         */

        /**
         * Constructs a new EntityList.
         * @memberof tapelab
         * @classdesc Represents an EntityList.
         * @constructor
         * @param {tapelab.EntityList.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var EntityList = function (properties) {
            this.entity = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EntityList entity.
         * @member {Array.<tapelab.Entity.$Properties>} entity
         * @memberof tapelab.EntityList
         * @instance
         */
        EntityList.prototype.entity = $util.emptyArray;

        /**
         * Creates a new EntityList instance using the specified properties.
         * @function create
         * @memberof tapelab.EntityList
         * @static
         * @param {tapelab.EntityList.$Properties=} [properties] Properties to set
         * @returns {tapelab.EntityList} EntityList instance
         * @type {{
         *   (properties: tapelab.EntityList.$Shape): tapelab.EntityList & tapelab.EntityList.$Shape;
         *   (properties?: tapelab.EntityList.$Properties): tapelab.EntityList;
         * }}
         */
        EntityList.create = function(properties) {
            return new EntityList(properties);
        };

        /**
         * Encodes the specified EntityList message. Does not implicitly {@link tapelab.EntityList.verify|verify} messages.
         * @function encode
         * @memberof tapelab.EntityList
         * @static
         * @param {tapelab.EntityList.$Properties} message EntityList message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EntityList.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.entity != null && message.entity.length)
                for (var i = 0; i < message.entity.length; ++i)
                    $root.tapelab.Entity.encode(message.entity[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EntityList message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.EntityList
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.EntityList & tapelab.EntityList.$Shape} EntityList
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EntityList.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.EntityList();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.entity && message.entity.length))
                            message.entity = [];
                        message.entity.push($root.tapelab.Entity.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EntityList;
    })();

    tapelab.Entity = (function() {

        /**
         * Properties of an Entity.
         * @typedef {Object} tapelab.Entity.$Properties
         * @property {string|null} [name] Entity name
         * @property {Array.<tapelab.Cell.$Properties>|null} [cell] Entity cell
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Entity.
         * @memberof tapelab
         * @interface IEntity
         * @augments tapelab.Entity.$Properties
         * @deprecated Use tapelab.Entity.$Properties instead.
         */

        /**
         * Shape of an Entity.
         * @typedef {tapelab.Entity.$Properties} tapelab.Entity.$Shape
         */

        /**
         * Constructs a new Entity.
         * @memberof tapelab
         * @classdesc Represents an Entity.
         * @constructor
         * @param {tapelab.Entity.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Entity = function (properties) {
            this.cell = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Entity name.
         * @member {string} name
         * @memberof tapelab.Entity
         * @instance
         */
        Entity.prototype.name = "";

        /**
         * Entity cell.
         * @member {Array.<tapelab.Cell.$Properties>} cell
         * @memberof tapelab.Entity
         * @instance
         */
        Entity.prototype.cell = $util.emptyArray;

        /**
         * Creates a new Entity instance using the specified properties.
         * @function create
         * @memberof tapelab.Entity
         * @static
         * @param {tapelab.Entity.$Properties=} [properties] Properties to set
         * @returns {tapelab.Entity} Entity instance
         * @type {{
         *   (properties: tapelab.Entity.$Shape): tapelab.Entity & tapelab.Entity.$Shape;
         *   (properties?: tapelab.Entity.$Properties): tapelab.Entity;
         * }}
         */
        Entity.create = function(properties) {
            return new Entity(properties);
        };

        /**
         * Encodes the specified Entity message. Does not implicitly {@link tapelab.Entity.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Entity
         * @static
         * @param {tapelab.Entity.$Properties} message Entity message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Entity.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.cell != null && message.cell.length)
                for (var i = 0; i < message.cell.length; ++i)
                    $root.tapelab.Cell.encode(message.cell[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Entity message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Entity
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Entity & tapelab.Entity.$Shape} Entity
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Entity.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Entity();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.cell && message.cell.length))
                            message.cell = [];
                        message.cell.push($root.tapelab.Cell.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Entity;
    })();

    tapelab.Cell = (function() {

        /**
         * Properties of a Cell.
         * @typedef {Object} tapelab.Cell.$Properties
         * @property {string|null} [field] Cell field
         * @property {Uint8Array|null} [value] Cell value
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Cell.
         * @memberof tapelab
         * @interface ICell
         * @augments tapelab.Cell.$Properties
         * @deprecated Use tapelab.Cell.$Properties instead.
         */

        /**
         * Shape of a Cell.
         * @typedef {tapelab.Cell.$Properties} tapelab.Cell.$Shape
         */

        /**
         * Constructs a new Cell.
         * @memberof tapelab
         * @classdesc Represents a Cell.
         * @constructor
         * @param {tapelab.Cell.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var Cell = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Cell field.
         * @member {string} field
         * @memberof tapelab.Cell
         * @instance
         */
        Cell.prototype.field = "";

        /**
         * Cell value.
         * @member {Uint8Array} value
         * @memberof tapelab.Cell
         * @instance
         */
        Cell.prototype.value = $util.newBuffer([]);

        /**
         * Creates a new Cell instance using the specified properties.
         * @function create
         * @memberof tapelab.Cell
         * @static
         * @param {tapelab.Cell.$Properties=} [properties] Properties to set
         * @returns {tapelab.Cell} Cell instance
         * @type {{
         *   (properties: tapelab.Cell.$Shape): tapelab.Cell & tapelab.Cell.$Shape;
         *   (properties?: tapelab.Cell.$Properties): tapelab.Cell;
         * }}
         */
        Cell.create = function(properties) {
            return new Cell(properties);
        };

        /**
         * Encodes the specified Cell message. Does not implicitly {@link tapelab.Cell.verify|verify} messages.
         * @function encode
         * @memberof tapelab.Cell
         * @static
         * @param {tapelab.Cell.$Properties} message Cell message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Cell.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.field != null && $Object.hasOwnProperty.call(message, "field") && message.field !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.field);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.value);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Cell message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.Cell
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.Cell & tapelab.Cell.$Shape} Cell
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Cell.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.Cell();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.field = value;
                        else
                            delete message.field;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return Cell;
    })();

    tapelab.FoldRest = (function() {

        /**
         * Properties of a FoldRest.
         * @typedef {Object} tapelab.FoldRest.$Properties
         * @property {tapelab.EntityList.$Properties|null} [hidden] FoldRest hidden
         * @property {Array.<string>|null} [tape] FoldRest tape
         * @property {Array.<Long>|null} [seen] FoldRest seen
         * @property {Long|null} [lamport] FoldRest lamport
         * @property {Array.<number>|null} [winnerTape] FoldRest winnerTape
         * @property {Array.<Long>|null} [winnerLamport] FoldRest winnerLamport
         * @property {Array.<Long>|null} [winnerSequence] FoldRest winnerSequence
         * @property {Array.<number>|null} [winnerIndex] FoldRest winnerIndex
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FoldRest.
         * @memberof tapelab
         * @interface IFoldRest
         * @augments tapelab.FoldRest.$Properties
         * @deprecated Use tapelab.FoldRest.$Properties instead.
         */

        /**
         * Shape of a FoldRest.
         * @typedef {tapelab.FoldRest.$Properties} tapelab.FoldRest.$Shape
         */

        /**
         * Constructs a new FoldRest.
         * @memberof tapelab
         * @classdesc Represents a FoldRest.
         * @constructor
         * @param {tapelab.FoldRest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var FoldRest = function (properties) {
            this.tape = [];
            this.seen = [];
            this.winnerTape = [];
            this.winnerLamport = [];
            this.winnerSequence = [];
            this.winnerIndex = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FoldRest hidden.
         * @member {tapelab.EntityList.$Properties|null|undefined} hidden
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.hidden = null;

        /**
         * FoldRest tape.
         * @member {Array.<string>} tape
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.tape = $util.emptyArray;

        /**
         * FoldRest seen.
         * @member {Array.<Long>} seen
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.seen = $util.emptyArray;

        /**
         * FoldRest lamport.
         * @member {Long} lamport
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.lamport = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * FoldRest winnerTape.
         * @member {Array.<number>} winnerTape
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.winnerTape = $util.emptyArray;

        /**
         * FoldRest winnerLamport.
         * @member {Array.<Long>} winnerLamport
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.winnerLamport = $util.emptyArray;

        /**
         * FoldRest winnerSequence.
         * @member {Array.<Long>} winnerSequence
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.winnerSequence = $util.emptyArray;

        /**
         * FoldRest winnerIndex.
         * @member {Array.<number>} winnerIndex
         * @memberof tapelab.FoldRest
         * @instance
         */
        FoldRest.prototype.winnerIndex = $util.emptyArray;

        /**
         * Creates a new FoldRest instance using the specified properties.
         * @function create
         * @memberof tapelab.FoldRest
         * @static
         * @param {tapelab.FoldRest.$Properties=} [properties] Properties to set
         * @returns {tapelab.FoldRest} FoldRest instance
         * @type {{
         *   (properties: tapelab.FoldRest.$Shape): tapelab.FoldRest & tapelab.FoldRest.$Shape;
         *   (properties?: tapelab.FoldRest.$Properties): tapelab.FoldRest;
         * }}
         */
        FoldRest.create = function(properties) {
            return new FoldRest(properties);
        };

        /**
         * Encodes the specified FoldRest message. Does not implicitly {@link tapelab.FoldRest.verify|verify} messages.
         * @function encode
         * @memberof tapelab.FoldRest
         * @static
         * @param {tapelab.FoldRest.$Properties} message FoldRest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FoldRest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.hidden != null && $Object.hasOwnProperty.call(message, "hidden"))
                $root.tapelab.EntityList.encode(message.hidden, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.tape != null && message.tape.length)
                for (var i = 0; i < message.tape.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.tape[i]);
            if (message.seen != null && message.seen.length)
                writer.uint32(/* id 3, wireType 2 =*/26).uint64s(message.seen);
            if (message.lamport != null && $Object.hasOwnProperty.call(message, "lamport") && (typeof message.lamport === "object" ? message.lamport.low || message.lamport.high : message.lamport !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.lamport);
            if (message.winnerTape != null && message.winnerTape.length)
                writer.uint32(/* id 5, wireType 2 =*/42).uint32s(message.winnerTape);
            if (message.winnerLamport != null && message.winnerLamport.length)
                writer.uint32(/* id 6, wireType 2 =*/50).uint64s(message.winnerLamport);
            if (message.winnerSequence != null && message.winnerSequence.length)
                writer.uint32(/* id 7, wireType 2 =*/58).uint64s(message.winnerSequence);
            if (message.winnerIndex != null && message.winnerIndex.length)
                writer.uint32(/* id 8, wireType 2 =*/66).uint32s(message.winnerIndex);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FoldRest message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.FoldRest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.FoldRest & tapelab.FoldRest.$Shape} FoldRest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FoldRest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.FoldRest();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.hidden = $root.tapelab.EntityList.decode(reader, reader.size(), $undefined, _depth + 1, message.hidden);
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.tape && message.tape.length))
                            message.tape = [];
                        message.tape.push(reader.stringVerify());
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.seen && message.seen.length))
                                message.seen = [];
                            reader.uint64s(message.seen);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.seen && message.seen.length))
                            message.seen = [];
                        message.seen.push(reader.uint64());
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lamport = value;
                        else
                            delete message.lamport;
                        continue;
                    }
                case 5: {
                        if (wireType === 2) {
                            if (!(message.winnerTape && message.winnerTape.length))
                                message.winnerTape = [];
                            reader.uint32s(message.winnerTape);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.winnerTape && message.winnerTape.length))
                            message.winnerTape = [];
                        message.winnerTape.push(reader.uint32());
                        continue;
                    }
                case 6: {
                        if (wireType === 2) {
                            if (!(message.winnerLamport && message.winnerLamport.length))
                                message.winnerLamport = [];
                            reader.uint64s(message.winnerLamport);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.winnerLamport && message.winnerLamport.length))
                            message.winnerLamport = [];
                        message.winnerLamport.push(reader.uint64());
                        continue;
                    }
                case 7: {
                        if (wireType === 2) {
                            if (!(message.winnerSequence && message.winnerSequence.length))
                                message.winnerSequence = [];
                            reader.uint64s(message.winnerSequence);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.winnerSequence && message.winnerSequence.length))
                            message.winnerSequence = [];
                        message.winnerSequence.push(reader.uint64());
                        continue;
                    }
                case 8: {
                        if (wireType === 2) {
                            if (!(message.winnerIndex && message.winnerIndex.length))
                                message.winnerIndex = [];
                            reader.uint32s(message.winnerIndex);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.winnerIndex && message.winnerIndex.length))
                            message.winnerIndex = [];
                        message.winnerIndex.push(reader.uint32());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return FoldRest;
    })();

    tapelab.ArchiveManifest = (function() {

        /**
         * Properties of an ArchiveManifest.
         * @typedef {Object} tapelab.ArchiveManifest.$Properties
         * @property {number|null} [schemaVersion] ArchiveManifest schemaVersion
         * @property {number|null} [projectionVersion] ArchiveManifest projectionVersion
         * @property {string|null} [runId] ArchiveManifest runId
         * @property {string|null} [workspaceId] ArchiveManifest workspaceId
         * @property {Long|null} [generation] ArchiveManifest generation
         * @property {number|null} [part] ArchiveManifest part
         * @property {Uint8Array|null} [previousManifestSha256] ArchiveManifest previousManifestSha256
         * @property {tapelab.Profile|null} [profile] ArchiveManifest profile
         * @property {Array.<tapelab.EventRange.$Properties>|null} [ranges] ArchiveManifest ranges
         * @property {Array.<tapelab.LeafInfo.$Properties>|null} [snapshots] ArchiveManifest snapshots
         * @property {Array.<tapelab.LeafInfo.$Properties>|null} [blobs] ArchiveManifest blobs
         * @property {Array.<tapelab.LeafInfo.$Properties>|null} [quarantine] ArchiveManifest quarantine
         * @property {Array.<tapelab.LeafInfo.$Properties>|null} [opaque] ArchiveManifest opaque
         * @property {Long|null} [leafCount] ArchiveManifest leafCount
         * @property {Long|null} [leafBytes] ArchiveManifest leafBytes
         * @property {tapelab.BaseInfo.$Properties|null} [base] ArchiveManifest base
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an ArchiveManifest.
         * @memberof tapelab
         * @interface IArchiveManifest
         * @augments tapelab.ArchiveManifest.$Properties
         * @deprecated Use tapelab.ArchiveManifest.$Properties instead.
         */

        /**
         * Shape of an ArchiveManifest.
         * @typedef {tapelab.ArchiveManifest.$Properties} tapelab.ArchiveManifest.$Shape
         */

        /**
         * Constructs a new ArchiveManifest.
         * @memberof tapelab
         * @classdesc Represents an ArchiveManifest.
         * @constructor
         * @param {tapelab.ArchiveManifest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var ArchiveManifest = function (properties) {
            this.ranges = [];
            this.snapshots = [];
            this.blobs = [];
            this.quarantine = [];
            this.opaque = [];
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ArchiveManifest schemaVersion.
         * @member {number} schemaVersion
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.schemaVersion = 0;

        /**
         * ArchiveManifest projectionVersion.
         * @member {number} projectionVersion
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.projectionVersion = 0;

        /**
         * ArchiveManifest runId.
         * @member {string} runId
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.runId = "";

        /**
         * ArchiveManifest workspaceId.
         * @member {string} workspaceId
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.workspaceId = "";

        /**
         * ArchiveManifest generation.
         * @member {Long} generation
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.generation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ArchiveManifest part.
         * @member {number} part
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.part = 0;

        /**
         * ArchiveManifest previousManifestSha256.
         * @member {Uint8Array} previousManifestSha256
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.previousManifestSha256 = $util.newBuffer([]);

        /**
         * ArchiveManifest profile.
         * @member {tapelab.Profile} profile
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.profile = 0;

        /**
         * ArchiveManifest ranges.
         * @member {Array.<tapelab.EventRange.$Properties>} ranges
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.ranges = $util.emptyArray;

        /**
         * ArchiveManifest snapshots.
         * @member {Array.<tapelab.LeafInfo.$Properties>} snapshots
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.snapshots = $util.emptyArray;

        /**
         * ArchiveManifest blobs.
         * @member {Array.<tapelab.LeafInfo.$Properties>} blobs
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.blobs = $util.emptyArray;

        /**
         * ArchiveManifest quarantine.
         * @member {Array.<tapelab.LeafInfo.$Properties>} quarantine
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.quarantine = $util.emptyArray;

        /**
         * ArchiveManifest opaque.
         * @member {Array.<tapelab.LeafInfo.$Properties>} opaque
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.opaque = $util.emptyArray;

        /**
         * ArchiveManifest leafCount.
         * @member {Long} leafCount
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.leafCount = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ArchiveManifest leafBytes.
         * @member {Long} leafBytes
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.leafBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * ArchiveManifest base.
         * @member {tapelab.BaseInfo.$Properties|null|undefined} base
         * @memberof tapelab.ArchiveManifest
         * @instance
         */
        ArchiveManifest.prototype.base = null;

        /**
         * Creates a new ArchiveManifest instance using the specified properties.
         * @function create
         * @memberof tapelab.ArchiveManifest
         * @static
         * @param {tapelab.ArchiveManifest.$Properties=} [properties] Properties to set
         * @returns {tapelab.ArchiveManifest} ArchiveManifest instance
         * @type {{
         *   (properties: tapelab.ArchiveManifest.$Shape): tapelab.ArchiveManifest & tapelab.ArchiveManifest.$Shape;
         *   (properties?: tapelab.ArchiveManifest.$Properties): tapelab.ArchiveManifest;
         * }}
         */
        ArchiveManifest.create = function(properties) {
            return new ArchiveManifest(properties);
        };

        /**
         * Encodes the specified ArchiveManifest message. Does not implicitly {@link tapelab.ArchiveManifest.verify|verify} messages.
         * @function encode
         * @memberof tapelab.ArchiveManifest
         * @static
         * @param {tapelab.ArchiveManifest.$Properties} message ArchiveManifest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ArchiveManifest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.schemaVersion != null && $Object.hasOwnProperty.call(message, "schemaVersion") && message.schemaVersion !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.schemaVersion);
            if (message.projectionVersion != null && $Object.hasOwnProperty.call(message, "projectionVersion") && message.projectionVersion !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.projectionVersion);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.runId);
            if (message.workspaceId != null && $Object.hasOwnProperty.call(message, "workspaceId") && message.workspaceId !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.workspaceId);
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && (typeof message.generation === "object" ? message.generation.low || message.generation.high : message.generation !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.generation);
            if (message.part != null && $Object.hasOwnProperty.call(message, "part") && message.part !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.part);
            if (message.previousManifestSha256 != null && $Object.hasOwnProperty.call(message, "previousManifestSha256") && message.previousManifestSha256.length)
                writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.previousManifestSha256);
            if (message.profile != null && $Object.hasOwnProperty.call(message, "profile") && message.profile !== 0)
                writer.uint32(/* id 8, wireType 0 =*/64).int32(message.profile);
            if (message.ranges != null && message.ranges.length)
                for (var i = 0; i < message.ranges.length; ++i)
                    $root.tapelab.EventRange.encode(message.ranges[i], writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.snapshots != null && message.snapshots.length)
                for (var i = 0; i < message.snapshots.length; ++i)
                    $root.tapelab.LeafInfo.encode(message.snapshots[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.blobs != null && message.blobs.length)
                for (var i = 0; i < message.blobs.length; ++i)
                    $root.tapelab.LeafInfo.encode(message.blobs[i], writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.quarantine != null && message.quarantine.length)
                for (var i = 0; i < message.quarantine.length; ++i)
                    $root.tapelab.LeafInfo.encode(message.quarantine[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.opaque != null && message.opaque.length)
                for (var i = 0; i < message.opaque.length; ++i)
                    $root.tapelab.LeafInfo.encode(message.opaque[i], writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
            if (message.leafCount != null && $Object.hasOwnProperty.call(message, "leafCount") && (typeof message.leafCount === "object" ? message.leafCount.low || message.leafCount.high : message.leafCount !== 0))
                writer.uint32(/* id 14, wireType 0 =*/112).uint64(message.leafCount);
            if (message.leafBytes != null && $Object.hasOwnProperty.call(message, "leafBytes") && (typeof message.leafBytes === "object" ? message.leafBytes.low || message.leafBytes.high : message.leafBytes !== 0))
                writer.uint32(/* id 15, wireType 0 =*/120).uint64(message.leafBytes);
            if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                $root.tapelab.BaseInfo.encode(message.base, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an ArchiveManifest message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.ArchiveManifest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.ArchiveManifest & tapelab.ArchiveManifest.$Shape} ArchiveManifest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ArchiveManifest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.ArchiveManifest();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.schemaVersion = value;
                        else
                            delete message.schemaVersion;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.projectionVersion = value;
                        else
                            delete message.projectionVersion;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.workspaceId = value;
                        else
                            delete message.workspaceId;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.generation = value;
                        else
                            delete message.generation;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.part = value;
                        else
                            delete message.part;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.previousManifestSha256 = value;
                        else
                            delete message.previousManifestSha256;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.int32())
                            message.profile = value;
                        else
                            delete message.profile;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.ranges && message.ranges.length))
                            message.ranges = [];
                        message.ranges.push($root.tapelab.EventRange.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.snapshots && message.snapshots.length))
                            message.snapshots = [];
                        message.snapshots.push($root.tapelab.LeafInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (!(message.blobs && message.blobs.length))
                            message.blobs = [];
                        message.blobs.push($root.tapelab.LeafInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if (!(message.quarantine && message.quarantine.length))
                            message.quarantine = [];
                        message.quarantine.push($root.tapelab.LeafInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        if (!(message.opaque && message.opaque.length))
                            message.opaque = [];
                        message.opaque.push($root.tapelab.LeafInfo.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.leafCount = value;
                        else
                            delete message.leafCount;
                        continue;
                    }
                case 15: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.leafBytes = value;
                        else
                            delete message.leafBytes;
                        continue;
                    }
                case 16: {
                        if (wireType !== 2)
                            break;
                        message.base = $root.tapelab.BaseInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.base);
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return ArchiveManifest;
    })();

    /**
     * Profile enum.
     * @name tapelab.Profile
     * @enum {number}
     * @property {number} PROFILE_UNKNOWN=0 PROFILE_UNKNOWN value
     * @property {number} PROFILE_FULL=1 PROFILE_FULL value
     * @property {number} PROFILE_TAIL=2 PROFILE_TAIL value
     * @property {number} PROFILE_TRIMMED=3 PROFILE_TRIMMED value
     * @property {number} PROFILE_TEMPLATE=4 PROFILE_TEMPLATE value
     * @property {number} PROFILE_STATE=5 PROFILE_STATE value
     */
    tapelab.Profile = (function() {
        var valuesById = $Object.create(null), values = $Object.create(valuesById);
        values[valuesById[0] = "PROFILE_UNKNOWN"] = 0;
        values[valuesById[1] = "PROFILE_FULL"] = 1;
        values[valuesById[2] = "PROFILE_TAIL"] = 2;
        values[valuesById[3] = "PROFILE_TRIMMED"] = 3;
        values[valuesById[4] = "PROFILE_TEMPLATE"] = 4;
        values[valuesById[5] = "PROFILE_STATE"] = 5;
        return values;
    })();

    tapelab.EventRange = (function() {

        /**
         * Properties of an EventRange.
         * @typedef {Object} tapelab.EventRange.$Properties
         * @property {Long|null} [first] EventRange first
         * @property {Long|null} [last] EventRange last
         * @property {Long|null} [bytes] EventRange bytes
         * @property {Uint8Array|null} [sha256] EventRange sha256
         * @property {Uint8Array|null} [prevHash] EventRange prevHash
         * @property {Uint8Array|null} [lastHash] EventRange lastHash
         * @property {number|null} [part] EventRange part
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an EventRange.
         * @memberof tapelab
         * @interface IEventRange
         * @augments tapelab.EventRange.$Properties
         * @deprecated Use tapelab.EventRange.$Properties instead.
         */

        /**
         * Shape of an EventRange.
         * @typedef {tapelab.EventRange.$Properties} tapelab.EventRange.$Shape
         */

        /**
         * Constructs a new EventRange.
         * @memberof tapelab
         * @classdesc Represents an EventRange.
         * @constructor
         * @param {tapelab.EventRange.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var EventRange = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * EventRange first.
         * @member {Long} first
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.first = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EventRange last.
         * @member {Long} last
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.last = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EventRange bytes.
         * @member {Long} bytes
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * EventRange sha256.
         * @member {Uint8Array} sha256
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.sha256 = $util.newBuffer([]);

        /**
         * EventRange prevHash.
         * @member {Uint8Array} prevHash
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.prevHash = $util.newBuffer([]);

        /**
         * EventRange lastHash.
         * @member {Uint8Array} lastHash
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.lastHash = $util.newBuffer([]);

        /**
         * EventRange part.
         * @member {number} part
         * @memberof tapelab.EventRange
         * @instance
         */
        EventRange.prototype.part = 0;

        /**
         * Creates a new EventRange instance using the specified properties.
         * @function create
         * @memberof tapelab.EventRange
         * @static
         * @param {tapelab.EventRange.$Properties=} [properties] Properties to set
         * @returns {tapelab.EventRange} EventRange instance
         * @type {{
         *   (properties: tapelab.EventRange.$Shape): tapelab.EventRange & tapelab.EventRange.$Shape;
         *   (properties?: tapelab.EventRange.$Properties): tapelab.EventRange;
         * }}
         */
        EventRange.create = function(properties) {
            return new EventRange(properties);
        };

        /**
         * Encodes the specified EventRange message. Does not implicitly {@link tapelab.EventRange.verify|verify} messages.
         * @function encode
         * @memberof tapelab.EventRange
         * @static
         * @param {tapelab.EventRange.$Properties} message EventRange message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        EventRange.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.first != null && $Object.hasOwnProperty.call(message, "first") && (typeof message.first === "object" ? message.first.low || message.first.high : message.first !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.first);
            if (message.last != null && $Object.hasOwnProperty.call(message, "last") && (typeof message.last === "object" ? message.last.low || message.last.high : message.last !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.last);
            if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && (typeof message.bytes === "object" ? message.bytes.low || message.bytes.high : message.bytes !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.bytes);
            if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.sha256);
            if (message.prevHash != null && $Object.hasOwnProperty.call(message, "prevHash") && message.prevHash.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.prevHash);
            if (message.lastHash != null && $Object.hasOwnProperty.call(message, "lastHash") && message.lastHash.length)
                writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.lastHash);
            if (message.part != null && $Object.hasOwnProperty.call(message, "part") && message.part !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.part);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an EventRange message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.EventRange
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.EventRange & tapelab.EventRange.$Shape} EventRange
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        EventRange.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.EventRange();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.first = value;
                        else
                            delete message.first;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.last = value;
                        else
                            delete message.last;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.bytes = value;
                        else
                            delete message.bytes;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.sha256 = value;
                        else
                            delete message.sha256;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.prevHash = value;
                        else
                            delete message.prevHash;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.lastHash = value;
                        else
                            delete message.lastHash;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.part = value;
                        else
                            delete message.part;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return EventRange;
    })();

    tapelab.LeafInfo = (function() {

        /**
         * Properties of a LeafInfo.
         * @typedef {Object} tapelab.LeafInfo.$Properties
         * @property {Long|null} [index] LeafInfo index
         * @property {Uint8Array|null} [sha256] LeafInfo sha256
         * @property {Long|null} [size] LeafInfo size
         * @property {boolean|null} [included] LeafInfo included
         * @property {string|null} [path] LeafInfo path
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LeafInfo.
         * @memberof tapelab
         * @interface ILeafInfo
         * @augments tapelab.LeafInfo.$Properties
         * @deprecated Use tapelab.LeafInfo.$Properties instead.
         */

        /**
         * Shape of a LeafInfo.
         * @typedef {tapelab.LeafInfo.$Properties} tapelab.LeafInfo.$Shape
         */

        /**
         * Constructs a new LeafInfo.
         * @memberof tapelab
         * @classdesc Represents a LeafInfo.
         * @constructor
         * @param {tapelab.LeafInfo.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var LeafInfo = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LeafInfo index.
         * @member {Long} index
         * @memberof tapelab.LeafInfo
         * @instance
         */
        LeafInfo.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * LeafInfo sha256.
         * @member {Uint8Array} sha256
         * @memberof tapelab.LeafInfo
         * @instance
         */
        LeafInfo.prototype.sha256 = $util.newBuffer([]);

        /**
         * LeafInfo size.
         * @member {Long} size
         * @memberof tapelab.LeafInfo
         * @instance
         */
        LeafInfo.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * LeafInfo included.
         * @member {boolean} included
         * @memberof tapelab.LeafInfo
         * @instance
         */
        LeafInfo.prototype.included = false;

        /**
         * LeafInfo path.
         * @member {string} path
         * @memberof tapelab.LeafInfo
         * @instance
         */
        LeafInfo.prototype.path = "";

        /**
         * Creates a new LeafInfo instance using the specified properties.
         * @function create
         * @memberof tapelab.LeafInfo
         * @static
         * @param {tapelab.LeafInfo.$Properties=} [properties] Properties to set
         * @returns {tapelab.LeafInfo} LeafInfo instance
         * @type {{
         *   (properties: tapelab.LeafInfo.$Shape): tapelab.LeafInfo & tapelab.LeafInfo.$Shape;
         *   (properties?: tapelab.LeafInfo.$Properties): tapelab.LeafInfo;
         * }}
         */
        LeafInfo.create = function(properties) {
            return new LeafInfo(properties);
        };

        /**
         * Encodes the specified LeafInfo message. Does not implicitly {@link tapelab.LeafInfo.verify|verify} messages.
         * @function encode
         * @memberof tapelab.LeafInfo
         * @static
         * @param {tapelab.LeafInfo.$Properties} message LeafInfo message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LeafInfo.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.index);
            if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.sha256);
            if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.size);
            if (message.included != null && $Object.hasOwnProperty.call(message, "included") && message.included !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.included);
            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.path);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LeafInfo message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.LeafInfo
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.LeafInfo & tapelab.LeafInfo.$Shape} LeafInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LeafInfo.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.LeafInfo();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.sha256 = value;
                        else
                            delete message.sha256;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.size = value;
                        else
                            delete message.size;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.included = value;
                        else
                            delete message.included;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.path = value;
                        else
                            delete message.path;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LeafInfo;
    })();

    tapelab.BaseInfo = (function() {

        /**
         * Properties of a BaseInfo.
         * @typedef {Object} tapelab.BaseInfo.$Properties
         * @property {Long|null} [lastSequence] BaseInfo lastSequence
         * @property {Uint8Array|null} [hash] BaseInfo hash
         * @property {Uint8Array|null} [snapshotSha256] BaseInfo snapshotSha256
         * @property {Uint8Array|null} [fullArchiveSha256] BaseInfo fullArchiveSha256
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a BaseInfo.
         * @memberof tapelab
         * @interface IBaseInfo
         * @augments tapelab.BaseInfo.$Properties
         * @deprecated Use tapelab.BaseInfo.$Properties instead.
         */

        /**
         * Shape of a BaseInfo.
         * @typedef {tapelab.BaseInfo.$Properties} tapelab.BaseInfo.$Shape
         */

        /**
         * Constructs a new BaseInfo.
         * @memberof tapelab
         * @classdesc Represents a BaseInfo.
         * @constructor
         * @param {tapelab.BaseInfo.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var BaseInfo = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * BaseInfo lastSequence.
         * @member {Long} lastSequence
         * @memberof tapelab.BaseInfo
         * @instance
         */
        BaseInfo.prototype.lastSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * BaseInfo hash.
         * @member {Uint8Array} hash
         * @memberof tapelab.BaseInfo
         * @instance
         */
        BaseInfo.prototype.hash = $util.newBuffer([]);

        /**
         * BaseInfo snapshotSha256.
         * @member {Uint8Array} snapshotSha256
         * @memberof tapelab.BaseInfo
         * @instance
         */
        BaseInfo.prototype.snapshotSha256 = $util.newBuffer([]);

        /**
         * BaseInfo fullArchiveSha256.
         * @member {Uint8Array} fullArchiveSha256
         * @memberof tapelab.BaseInfo
         * @instance
         */
        BaseInfo.prototype.fullArchiveSha256 = $util.newBuffer([]);

        /**
         * Creates a new BaseInfo instance using the specified properties.
         * @function create
         * @memberof tapelab.BaseInfo
         * @static
         * @param {tapelab.BaseInfo.$Properties=} [properties] Properties to set
         * @returns {tapelab.BaseInfo} BaseInfo instance
         * @type {{
         *   (properties: tapelab.BaseInfo.$Shape): tapelab.BaseInfo & tapelab.BaseInfo.$Shape;
         *   (properties?: tapelab.BaseInfo.$Properties): tapelab.BaseInfo;
         * }}
         */
        BaseInfo.create = function(properties) {
            return new BaseInfo(properties);
        };

        /**
         * Encodes the specified BaseInfo message. Does not implicitly {@link tapelab.BaseInfo.verify|verify} messages.
         * @function encode
         * @memberof tapelab.BaseInfo
         * @static
         * @param {tapelab.BaseInfo.$Properties} message BaseInfo message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        BaseInfo.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.lastSequence != null && $Object.hasOwnProperty.call(message, "lastSequence") && (typeof message.lastSequence === "object" ? message.lastSequence.low || message.lastSequence.high : message.lastSequence !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.lastSequence);
            if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.hash);
            if (message.snapshotSha256 != null && $Object.hasOwnProperty.call(message, "snapshotSha256") && message.snapshotSha256.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.snapshotSha256);
            if (message.fullArchiveSha256 != null && $Object.hasOwnProperty.call(message, "fullArchiveSha256") && message.fullArchiveSha256.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.fullArchiveSha256);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a BaseInfo message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.BaseInfo
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.BaseInfo & tapelab.BaseInfo.$Shape} BaseInfo
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        BaseInfo.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.BaseInfo();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastSequence = value;
                        else
                            delete message.lastSequence;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.hash = value;
                        else
                            delete message.hash;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.snapshotSha256 = value;
                        else
                            delete message.snapshotSha256;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.fullArchiveSha256 = value;
                        else
                            delete message.fullArchiveSha256;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BaseInfo;
    })();

    tapelab.CommitMarker = (function() {

        /**
         * Properties of a CommitMarker.
         * @typedef {Object} tapelab.CommitMarker.$Properties
         * @property {number|null} [schemaVersion] CommitMarker schemaVersion
         * @property {string|null} [runId] CommitMarker runId
         * @property {Long|null} [lastDurableSequence] CommitMarker lastDurableSequence
         * @property {Uint8Array|null} [lastHash] CommitMarker lastHash
         * @property {Uint8Array|null} [manifestSha256] CommitMarker manifestSha256
         * @property {number|null} [lastRange] CommitMarker lastRange
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CommitMarker.
         * @memberof tapelab
         * @interface ICommitMarker
         * @augments tapelab.CommitMarker.$Properties
         * @deprecated Use tapelab.CommitMarker.$Properties instead.
         */

        /**
         * Shape of a CommitMarker.
         * @typedef {tapelab.CommitMarker.$Properties} tapelab.CommitMarker.$Shape
         */

        /**
         * Constructs a new CommitMarker.
         * @memberof tapelab
         * @classdesc Represents a CommitMarker.
         * @constructor
         * @param {tapelab.CommitMarker.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var CommitMarker = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CommitMarker schemaVersion.
         * @member {number} schemaVersion
         * @memberof tapelab.CommitMarker
         * @instance
         */
        CommitMarker.prototype.schemaVersion = 0;

        /**
         * CommitMarker runId.
         * @member {string} runId
         * @memberof tapelab.CommitMarker
         * @instance
         */
        CommitMarker.prototype.runId = "";

        /**
         * CommitMarker lastDurableSequence.
         * @member {Long} lastDurableSequence
         * @memberof tapelab.CommitMarker
         * @instance
         */
        CommitMarker.prototype.lastDurableSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CommitMarker lastHash.
         * @member {Uint8Array} lastHash
         * @memberof tapelab.CommitMarker
         * @instance
         */
        CommitMarker.prototype.lastHash = $util.newBuffer([]);

        /**
         * CommitMarker manifestSha256.
         * @member {Uint8Array} manifestSha256
         * @memberof tapelab.CommitMarker
         * @instance
         */
        CommitMarker.prototype.manifestSha256 = $util.newBuffer([]);

        /**
         * CommitMarker lastRange.
         * @member {number} lastRange
         * @memberof tapelab.CommitMarker
         * @instance
         */
        CommitMarker.prototype.lastRange = 0;

        /**
         * Creates a new CommitMarker instance using the specified properties.
         * @function create
         * @memberof tapelab.CommitMarker
         * @static
         * @param {tapelab.CommitMarker.$Properties=} [properties] Properties to set
         * @returns {tapelab.CommitMarker} CommitMarker instance
         * @type {{
         *   (properties: tapelab.CommitMarker.$Shape): tapelab.CommitMarker & tapelab.CommitMarker.$Shape;
         *   (properties?: tapelab.CommitMarker.$Properties): tapelab.CommitMarker;
         * }}
         */
        CommitMarker.create = function(properties) {
            return new CommitMarker(properties);
        };

        /**
         * Encodes the specified CommitMarker message. Does not implicitly {@link tapelab.CommitMarker.verify|verify} messages.
         * @function encode
         * @memberof tapelab.CommitMarker
         * @static
         * @param {tapelab.CommitMarker.$Properties} message CommitMarker message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CommitMarker.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.schemaVersion != null && $Object.hasOwnProperty.call(message, "schemaVersion") && message.schemaVersion !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.schemaVersion);
            if (message.runId != null && $Object.hasOwnProperty.call(message, "runId") && message.runId !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.runId);
            if (message.lastDurableSequence != null && $Object.hasOwnProperty.call(message, "lastDurableSequence") && (typeof message.lastDurableSequence === "object" ? message.lastDurableSequence.low || message.lastDurableSequence.high : message.lastDurableSequence !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.lastDurableSequence);
            if (message.lastHash != null && $Object.hasOwnProperty.call(message, "lastHash") && message.lastHash.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.lastHash);
            if (message.manifestSha256 != null && $Object.hasOwnProperty.call(message, "manifestSha256") && message.manifestSha256.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.manifestSha256);
            if (message.lastRange != null && $Object.hasOwnProperty.call(message, "lastRange") && message.lastRange !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.lastRange);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CommitMarker message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.CommitMarker
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.CommitMarker & tapelab.CommitMarker.$Shape} CommitMarker
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CommitMarker.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.CommitMarker();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.schemaVersion = value;
                        else
                            delete message.schemaVersion;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.runId = value;
                        else
                            delete message.runId;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastDurableSequence = value;
                        else
                            delete message.lastDurableSequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.lastHash = value;
                        else
                            delete message.lastHash;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.manifestSha256 = value;
                        else
                            delete message.manifestSha256;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.lastRange = value;
                        else
                            delete message.lastRange;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return CommitMarker;
    })();

    tapelab.LeafMeta = (function() {

        /**
         * Properties of a LeafMeta.
         * @typedef {Object} tapelab.LeafMeta.$Properties
         * @property {Uint8Array|null} [sha256] LeafMeta sha256
         * @property {Long|null} [size] LeafMeta size
         * @property {number|null} [kind] LeafMeta kind
         * @property {string|null} [label] LeafMeta label
         * @property {Long|null} [scopes] LeafMeta scopes
         * @property {Long|null} [operations] LeafMeta operations
         * @property {Long|null} [time] LeafMeta time
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LeafMeta.
         * @memberof tapelab
         * @interface ILeafMeta
         * @augments tapelab.LeafMeta.$Properties
         * @deprecated Use tapelab.LeafMeta.$Properties instead.
         */

        /**
         * Shape of a LeafMeta.
         * @typedef {tapelab.LeafMeta.$Properties} tapelab.LeafMeta.$Shape
         */

        /**
         * Constructs a new LeafMeta.
         * @memberof tapelab
         * @classdesc Represents a LeafMeta.
         * @constructor
         * @param {tapelab.LeafMeta.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var LeafMeta = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LeafMeta sha256.
         * @member {Uint8Array} sha256
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.sha256 = $util.newBuffer([]);

        /**
         * LeafMeta size.
         * @member {Long} size
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * LeafMeta kind.
         * @member {number} kind
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.kind = 0;

        /**
         * LeafMeta label.
         * @member {string} label
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.label = "";

        /**
         * LeafMeta scopes.
         * @member {Long} scopes
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.scopes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * LeafMeta operations.
         * @member {Long} operations
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.operations = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * LeafMeta time.
         * @member {Long} time
         * @memberof tapelab.LeafMeta
         * @instance
         */
        LeafMeta.prototype.time = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new LeafMeta instance using the specified properties.
         * @function create
         * @memberof tapelab.LeafMeta
         * @static
         * @param {tapelab.LeafMeta.$Properties=} [properties] Properties to set
         * @returns {tapelab.LeafMeta} LeafMeta instance
         * @type {{
         *   (properties: tapelab.LeafMeta.$Shape): tapelab.LeafMeta & tapelab.LeafMeta.$Shape;
         *   (properties?: tapelab.LeafMeta.$Properties): tapelab.LeafMeta;
         * }}
         */
        LeafMeta.create = function(properties) {
            return new LeafMeta(properties);
        };

        /**
         * Encodes the specified LeafMeta message. Does not implicitly {@link tapelab.LeafMeta.verify|verify} messages.
         * @function encode
         * @memberof tapelab.LeafMeta
         * @static
         * @param {tapelab.LeafMeta.$Properties} message LeafMeta message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LeafMeta.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.sha256);
            if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.size);
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.kind);
            if (message.label != null && $Object.hasOwnProperty.call(message, "label") && message.label !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.label);
            if (message.scopes != null && $Object.hasOwnProperty.call(message, "scopes") && (typeof message.scopes === "object" ? message.scopes.low || message.scopes.high : message.scopes !== 0))
                writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.scopes);
            if (message.operations != null && $Object.hasOwnProperty.call(message, "operations") && (typeof message.operations === "object" ? message.operations.low || message.operations.high : message.operations !== 0))
                writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.operations);
            if (message.time != null && $Object.hasOwnProperty.call(message, "time") && (typeof message.time === "object" ? message.time.low || message.time.high : message.time !== 0))
                writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.time);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LeafMeta message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.LeafMeta
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.LeafMeta & tapelab.LeafMeta.$Shape} LeafMeta
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LeafMeta.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.LeafMeta();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.sha256 = value;
                        else
                            delete message.sha256;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.size = value;
                        else
                            delete message.size;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.label = value;
                        else
                            delete message.label;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.scopes = value;
                        else
                            delete message.scopes;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.operations = value;
                        else
                            delete message.operations;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.time = value;
                        else
                            delete message.time;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return LeafMeta;
    })();

    tapelab.BlobLeaf = (function() {

        /**
         * Properties of a BlobLeaf.
         * @typedef {Object} tapelab.BlobLeaf.$Properties
         * @property {Uint8Array|null} [sha256] BlobLeaf sha256
         * @property {Uint8Array|null} [content] BlobLeaf content
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a BlobLeaf.
         * @memberof tapelab
         * @interface IBlobLeaf
         * @augments tapelab.BlobLeaf.$Properties
         * @deprecated Use tapelab.BlobLeaf.$Properties instead.
         */

        /**
         * Shape of a BlobLeaf.
         * @typedef {tapelab.BlobLeaf.$Properties} tapelab.BlobLeaf.$Shape
         */

        /**
         * Constructs a new BlobLeaf.
         * @memberof tapelab
         * @classdesc Represents a BlobLeaf.
         * @constructor
         * @param {tapelab.BlobLeaf.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var BlobLeaf = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * BlobLeaf sha256.
         * @member {Uint8Array} sha256
         * @memberof tapelab.BlobLeaf
         * @instance
         */
        BlobLeaf.prototype.sha256 = $util.newBuffer([]);

        /**
         * BlobLeaf content.
         * @member {Uint8Array} content
         * @memberof tapelab.BlobLeaf
         * @instance
         */
        BlobLeaf.prototype.content = $util.newBuffer([]);

        /**
         * Creates a new BlobLeaf instance using the specified properties.
         * @function create
         * @memberof tapelab.BlobLeaf
         * @static
         * @param {tapelab.BlobLeaf.$Properties=} [properties] Properties to set
         * @returns {tapelab.BlobLeaf} BlobLeaf instance
         * @type {{
         *   (properties: tapelab.BlobLeaf.$Shape): tapelab.BlobLeaf & tapelab.BlobLeaf.$Shape;
         *   (properties?: tapelab.BlobLeaf.$Properties): tapelab.BlobLeaf;
         * }}
         */
        BlobLeaf.create = function(properties) {
            return new BlobLeaf(properties);
        };

        /**
         * Encodes the specified BlobLeaf message. Does not implicitly {@link tapelab.BlobLeaf.verify|verify} messages.
         * @function encode
         * @memberof tapelab.BlobLeaf
         * @static
         * @param {tapelab.BlobLeaf.$Properties} message BlobLeaf message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        BlobLeaf.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.sha256);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content.length)
                writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.content);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a BlobLeaf message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.BlobLeaf
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.BlobLeaf & tapelab.BlobLeaf.$Shape} BlobLeaf
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        BlobLeaf.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.BlobLeaf();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.sha256 = value;
                        else
                            delete message.sha256;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return BlobLeaf;
    })();

    tapelab.QuarantineLeaf = (function() {

        /**
         * Properties of a QuarantineLeaf.
         * @typedef {Object} tapelab.QuarantineLeaf.$Properties
         * @property {Long|null} [index] QuarantineLeaf index
         * @property {string|null} [reason] QuarantineLeaf reason
         * @property {Long|null} [firstSequence] QuarantineLeaf firstSequence
         * @property {Long|null} [lastSequence] QuarantineLeaf lastSequence
         * @property {Uint8Array|null} [content] QuarantineLeaf content
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a QuarantineLeaf.
         * @memberof tapelab
         * @interface IQuarantineLeaf
         * @augments tapelab.QuarantineLeaf.$Properties
         * @deprecated Use tapelab.QuarantineLeaf.$Properties instead.
         */

        /**
         * Shape of a QuarantineLeaf.
         * @typedef {tapelab.QuarantineLeaf.$Properties} tapelab.QuarantineLeaf.$Shape
         */

        /**
         * Constructs a new QuarantineLeaf.
         * @memberof tapelab
         * @classdesc Represents a QuarantineLeaf.
         * @constructor
         * @param {tapelab.QuarantineLeaf.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        var QuarantineLeaf = function (properties) {
            if (properties)
                for (var keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * QuarantineLeaf index.
         * @member {Long} index
         * @memberof tapelab.QuarantineLeaf
         * @instance
         */
        QuarantineLeaf.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * QuarantineLeaf reason.
         * @member {string} reason
         * @memberof tapelab.QuarantineLeaf
         * @instance
         */
        QuarantineLeaf.prototype.reason = "";

        /**
         * QuarantineLeaf firstSequence.
         * @member {Long} firstSequence
         * @memberof tapelab.QuarantineLeaf
         * @instance
         */
        QuarantineLeaf.prototype.firstSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * QuarantineLeaf lastSequence.
         * @member {Long} lastSequence
         * @memberof tapelab.QuarantineLeaf
         * @instance
         */
        QuarantineLeaf.prototype.lastSequence = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * QuarantineLeaf content.
         * @member {Uint8Array} content
         * @memberof tapelab.QuarantineLeaf
         * @instance
         */
        QuarantineLeaf.prototype.content = $util.newBuffer([]);

        /**
         * Creates a new QuarantineLeaf instance using the specified properties.
         * @function create
         * @memberof tapelab.QuarantineLeaf
         * @static
         * @param {tapelab.QuarantineLeaf.$Properties=} [properties] Properties to set
         * @returns {tapelab.QuarantineLeaf} QuarantineLeaf instance
         * @type {{
         *   (properties: tapelab.QuarantineLeaf.$Shape): tapelab.QuarantineLeaf & tapelab.QuarantineLeaf.$Shape;
         *   (properties?: tapelab.QuarantineLeaf.$Properties): tapelab.QuarantineLeaf;
         * }}
         */
        QuarantineLeaf.create = function(properties) {
            return new QuarantineLeaf(properties);
        };

        /**
         * Encodes the specified QuarantineLeaf message. Does not implicitly {@link tapelab.QuarantineLeaf.verify|verify} messages.
         * @function encode
         * @memberof tapelab.QuarantineLeaf
         * @static
         * @param {tapelab.QuarantineLeaf.$Properties} message QuarantineLeaf message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        QuarantineLeaf.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.index);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
            if (message.firstSequence != null && $Object.hasOwnProperty.call(message, "firstSequence") && (typeof message.firstSequence === "object" ? message.firstSequence.low || message.firstSequence.high : message.firstSequence !== 0))
                writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.firstSequence);
            if (message.lastSequence != null && $Object.hasOwnProperty.call(message, "lastSequence") && (typeof message.lastSequence === "object" ? message.lastSequence.low || message.lastSequence.high : message.lastSequence !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.lastSequence);
            if (message.content != null && $Object.hasOwnProperty.call(message, "content") && message.content.length)
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.content);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (var i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a QuarantineLeaf message from the specified reader or buffer.
         * @function decode
         * @memberof tapelab.QuarantineLeaf
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {tapelab.QuarantineLeaf & tapelab.QuarantineLeaf.$Shape} QuarantineLeaf
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        QuarantineLeaf.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            var end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.tapelab.QuarantineLeaf();
            while (reader.pos < end) {
                var start = reader.pos;
                var tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                var wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.index = value;
                        else
                            delete message.index;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.firstSequence = value;
                        else
                            delete message.firstSequence;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastSequence = value;
                        else
                            delete message.lastSequence;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.content = value;
                        else
                            delete message.content;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        return QuarantineLeaf;
    })();

    return tapelab;
})();

module.exports = $root;
