import xz from "xz-decompress";

/**
 * What the WebAssembly module inside xz-decompress 0.2.3 exports (its src/wasm/xzwasm.c). Its own XzReadableStream
 * neither sees data after the end, nor concatenated streams, nor tells offsets, and it lets one stream block all others;
 * so we drive the module ourselves.
 */
interface XzModule {
  readonly memory: { readonly buffer: ArrayBuffer };
  create_context(): number;
  supply_input(context: number, size: number): void;
  get_next_output(context: number): number;
}

/** Of a context, as indexes of 32-bit words. */
const INPUT = 1;
const INPUT_POSITION = 2;
const OUTPUT = 4;
const OUTPUT_POSITION = 5;

/** Size of the input and of the output buffer of a context. */
const BUFFER = 65_536;
/** Bytes of a stream header. */
const HEADER = 12;

/** enum xz_ret of xz-embedded, linux/include/linux/xz.h. */
const XZ_OK = 0;
const XZ_STREAM_END = 1;
const XZ_FORMAT_ERROR = 5;
const XZ_BUFFER_ERROR = 8;
const failures: Readonly<Record<number, string>> = {
  2: "its kind of checksum is not supported",
  3: "there is not enough memory to open it",
  4: "it needs a larger dictionary than 64 MiB",
  5: "it is not xz data",
  6: "it uses an option of xz that is not supported",
  7: "its data is damaged",
  8: "its data is damaged",
};

class XzError extends Error {
  override readonly name = "XzError";
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(what);
    this.offset = offset;
  }
}

/**
 * Opens xz data of one or more streams, with padding between them (xz file format 1.2.1, section 2.2). Output comes in
 * pieces of at most 64 KiB. Throws XzError with the offset of the byte it stopped at.
 */
export async function* unxz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const module = await instantiate();
  const context = module.create_context();
  if (context === 0) throw new XzError("there is not enough memory to open it", 0);
  let offset = 0;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += BUFFER) {
      const piece = chunk.subarray(start, start + BUFFER);
      if (!(yield* open(module, context, piece, offset))) offset += piece.length;
    }
  }
  if (!(yield* open(module, context, new Uint8Array(0), offset))) throw new XzError("it is cut short", offset);
}

/** Hands one piece of input over and takes all the output there is. No input means that this was all: true when it ended well. */
function* open(
  module: XzModule,
  context: number,
  input: Uint8Array,
  offset: number,
): Generator<Uint8Array, boolean, undefined> {
  new Uint8Array(module.memory.buffer).set(input, words(module, context)[INPUT] ?? 0);
  module.supply_input(context, input.length);
  for (;;) {
    const result = module.get_next_output(context);
    const state = words(module, context);
    const consumed = state[INPUT_POSITION] ?? 0;
    if (result === XZ_BUFFER_ERROR && input.length === 0) return false;
    if (result === XZ_FORMAT_ERROR && offset + consumed > HEADER)
      throw new XzError("there is foreign data after its end", offset + consumed);
    if (result !== XZ_OK && result !== XZ_STREAM_END)
      throw new XzError(failures[result] ?? `xz gave up with code ${result}`, offset + consumed);
    const produced = state[OUTPUT_POSITION] ?? 0;
    const start = state[OUTPUT] ?? 0;
    const piece = new Uint8Array(module.memory.buffer).slice(start, start + produced);
    state[OUTPUT_POSITION] = 0;
    if (produced > 0) yield piece;
    if (result === XZ_STREAM_END) return true;
    if (consumed === input.length && produced < BUFFER && input.length > 0) return false;
  }
}

function words(module: XzModule, context: number): Uint32Array {
  return new Uint32Array(module.memory.buffer, context, 6);
}

/** A module of our own each time: its memory goes with it, and damaged data cannot harm the next file. */
async function instantiate(): Promise<XzModule> {
  const owner = xz.XzReadableStream as unknown as {
    _getModuleInstance(): Promise<void>;
    _moduleInstance: { readonly exports: unknown };
  };
  await owner._getModuleInstance();
  return owner._moduleInstance.exports as XzModule;
}
