/** How a rendering marks text. Meaning never rests on these alone: every mark has its word or sign beside it. */
export interface Style {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly bad: (text: string) => string;
}

const same = (text: string): string => text;

/** @internal for tests */
export const plainStyle: Style = { strong: same, faint: same, good: same, warn: same, bad: same };
