"""What a worker's WebAssembly holds, asked from outside."""

# before the worker's own text: keeps each memory where it can be asked for
REMEMBERS = b"""
self.memories = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(...about) { super(...about); memories.push(this); }
};
const make = WebAssembly.instantiate;
WebAssembly.instantiate = async (...about) => {
  const made = await make(...about);
  memories.push(...Object.values((made.instance ?? made).exports)
    .filter((each) => each instanceof WebAssembly.Memory));
  return made;
};
"""
SIZES = "self.memories.map((each) => each.buffer.byteLength)"
