# Completion of `sla` in fish: it asks the program what may come next, and leaves file names to the shell.
function __sla
    set -l before (commandline -opc)
    set -l now (commandline -ct)
    set -l found ($before[1] completion --suggest (count $before) -- $before "$now" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path "$now"
    end
end
complete -c sla -f -a '(__sla)'
