/** A list option: words separated by blanks, commas or line breaks (libdnf OptionStringList). */
export function listOption(value: string | undefined): readonly string[] {
  return value === undefined ? [] : value.split(/[\s,]+/).filter((word) => word !== "");
}

/** A boolean option as libdnf's OptionBool and yum's BoolOption read it; undefined when it is neither. */
export function booleanOption(value: string | undefined): boolean | undefined {
  const word = value?.toLowerCase() ?? "";
  if (["1", "yes", "true", "on", "enabled"].includes(word)) return true;
  return ["0", "no", "false", "off", "disabled"].includes(word) ? false : undefined;
}
