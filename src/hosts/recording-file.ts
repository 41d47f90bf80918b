/** The file of a recorded folder that says what the others are. The text of each probe stands in PROBE.txt beside it. */
export const RECORDING_FILE = "recording.json";
