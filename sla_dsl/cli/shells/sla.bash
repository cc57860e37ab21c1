# Completion of `sla` in bash: it asks the program what may come next, and leaves file names to the shell.
_sla() {
  local word
  COMPREPLY=()
  while IFS= read -r word; do
    # Of `--format=json` the part behind the sign is a word of its own here.
    COMPREPLY+=("${word##-*=}")
    # What ends so goes on: `sarif:` is followed by a file.
    [[ $word != *: ]] || compopt -o nospace 2>/dev/null || true
  done < <("$1" completion --suggest "$COMP_CWORD" -- "${COMP_WORDS[@]}" 2>/dev/null)
}
complete -o bashdefault -o default -F _sla sla
