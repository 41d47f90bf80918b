/**
 * The words of /proc/cmdline; blanks between double quotes do not split (Linux lib/cmdline.c, next_arg). Quotes stay.
 *
 * @example BOOT_IMAGE=(hd0,gpt2)/vmlinuz-5.14.0-427.el9.x86_64 root=/dev/mapper/cs-root ro crashkernel=1G-4G:192M
 */
export function parseCommandLine(text: string): string[] {
  const words: string[] = [];
  let start = -1;
  let quoted = false;
  for (let i = 0; i <= text.length; i++) {
    const character = text[i];
    const blank = character === undefined || (!quoted && /\s/.test(character));
    if (blank && start >= 0) words.push(text.slice(start, i));
    if (blank) start = -1;
    else if (start < 0) start = i;
    if (character === '"') quoted = !quoted;
  }
  return words;
}
