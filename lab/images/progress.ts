/** Told in a few words what the builder does now. */
export type Progress = (doing: string) => void;
