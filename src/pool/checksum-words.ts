/** A checksum against cut and damaged files, not against forgery: four interleaved multiplicative hashes. */
export function checksumWords(words: Uint32Array): number {
  let a = 1;
  let b = 2;
  let c = 3;
  let d = 4;
  const whole = words.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ words[i]!, 0x9e3779b1);
    b = Math.imul(b ^ words[i + 1]!, 0x9e3779b1);
    c = Math.imul(c ^ words[i + 2]!, 0x9e3779b1);
    d = Math.imul(d ^ words[i + 3]!, 0x9e3779b1);
  }
  for (let i = whole; i < words.length; i++) a = Math.imul(a ^ words[i]!, 0x9e3779b1);
  return mixed(mixed(mixed(mixed(words.length) ^ a) ^ b) ^ c ^ Math.imul(d, 31)) >>> 0;
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}
