#compdef sla
# Completion of `sla` in zsh: it asks the program what may come next, and leaves file names to the shell.
_sla() {
  local -a found
  found=("${(@f)$("${words[1]}" completion --suggest "$((CURRENT - 1))" -- "${words[@]}" 2>/dev/null)}")
  found=(${found:#})
  if (( ${#found} )); then
    # What ends so goes on: `sarif:` is followed by a file.
    compadd -S '' -- ${(M)found:#*:}
    compadd -- ${found:#*:}
  else
    compset -P '*[:=]'
    _files
  fi
}
if [[ ${funcstack[1]} = _sla ]]; then
  _sla "$@"
else
  compdef _sla sla
fi
