import type { Command, Option } from "commander";
import { program } from "../../src/cli/program.ts";
import { cliAbout } from "./cli-about.ts";

/** docs/cli.md: every command with its arguments and options as commander has them, and what commander does not know. */
export function renderCli(): string {
  const ferry = program();
  const commands = leavesOf(ferry, []);
  return [
    "# Commands",
    "<!-- Made by `node scripts/render-docs.ts` from src/cli; a test sees to it that it is current. -->",
    ferry.description(),
    "",
    ...commands.flatMap(({ words, command }) => renderCommand(words, command)),
    cliAbout,
  ].join("\n");
}

interface Leaf {
  readonly words: readonly string[];
  readonly command: Command;
}

function leavesOf(command: Command, words: readonly string[]): readonly Leaf[] {
  const path = [...words, command.name()];
  return command.commands.length === 0
    ? [{ words: path, command }]
    : command.commands.flatMap((child) => leavesOf(child, path));
}

function renderCommand(words: readonly string[], command: Command): readonly string[] {
  const { registeredArguments: operands, options } = command;
  const usage = operands.map((operand) => {
    const name = `${operand.name()}${operand.variadic ? "..." : ""}`;
    return operand.required ? `<${name}>` : `[${name}]`;
  });
  return [
    `## ${words.join(" ")}`,
    command.description(),
    "",
    `\`${[...words, ...(options.length > 0 ? ["[options]"] : []), ...usage].join(" ")}\``,
    "",
    ...operands
      .filter(({ description }) => description !== "")
      .map((operand) => `- \`${operand.name()}\`: ${cell(operand.description)}`),
    ...(operands.some(({ description }) => description !== "") ? [""] : []),
    ...(options.length === 0 ? [] : ["| option | meaning |", "|---|---|", ...options.map(row), ""]),
  ];
}

function row(option: Option): string {
  const { flags, description, defaultValue } = option;
  const preset = typeof defaultValue === "string" ? ` (default: ${defaultValue})` : "";
  return `| \`${cell(flags)}\` | ${cell(description)}${preset} |`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
