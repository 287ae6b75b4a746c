/** `cairn completion`: a script that completes commands, resources and options in bash, zsh or fish. */
import { Argument, type Command } from "commander";
import type { Terminal } from "../../io/terminal.ts";
import { RESOURCES } from "../resources.ts";

export function addCompletion(program: Command, terminal: Terminal): void {
  program.command("completion").summary("completion for bash, zsh or fish")
    .addArgument(new Argument("<shell>").choices(["bash", "zsh", "fish"]))
    .action((shell: "bash" | "zsh" | "fish") => terminal.out(SCRIPTS[shell](wordsOf(program))));
}

interface Words {
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: ReadonlyMap<string, readonly string[]>; // of each command
  readonly resources: readonly string[];
}
const WITH_RESOURCE = ["get", "describe", "show", "delete"];

function wordsOf(program: Command): Words {
  const commands = program.commands.map((c) => ({ name: c.name(), summary: c.summary() }));
  const options = new Map(program.commands.map((c) => [
    c.name(),
    c.options.flatMap(({ long }) => long ? [long] : []),
  ]));
  return { commands, options, resources: RESOURCES.map(({ names }) => names[0]!) };
}

const bash = ({ commands, options, resources }: Words): string =>
  `# cairn completion for bash
_cairn() {
  local word=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(" ")}" -- "$word"))
    return
  fi
  case $command in
${[...options].map(([name, words]) => `    ${name}) words="${words.join(" ")}" ;;`).join("\n")}
    *) words="" ;;
  esac
  if [[ $word != -* && $COMP_CWORD -eq 2 && " ${
    WITH_RESOURCE.join(" ")
  } " == *" $command "* ]]; then
    words="${resources.join(" ")}"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _cairn cairn
`;

const zsh = (words: Words): string =>
  `#compdef cairn\nautoload -U +X bashcompinit && bashcompinit\n${bash(words)}`;

const fish = ({ commands, options, resources }: Words): string =>
  [
    "# cairn completion for fish",
    "complete -c cairn -f",
    ...commands.map(({ name, summary }) =>
      `complete -c cairn -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", "")}'`
    ),
    `complete -c cairn -n "__fish_seen_subcommand_from ${WITH_RESOURCE.join(" ")}" -a "${
      resources.join(" ")
    }"`,
    ...[...options].flatMap(([name, longs]) =>
      longs.map((long) =>
        `complete -c cairn -n "__fish_seen_subcommand_from ${name}" -l ${long.slice(2)}`
      )
    ),
    "",
  ].join("\n");

const SCRIPTS = { bash, zsh, fish } as const;
