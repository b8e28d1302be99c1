#!/bin/sh
# Indexes one document and asks it a few questions, each shown as it would be typed.
set -eu

ask() {
    printf '\n\033[1m$ duansou'
    for word in "$@"; do
        case $word in
        *[!A-Za-z0-9_.,/=-]*) printf " '%s'" "$word" ;;
        *) printf ' %s' "$word" ;;
        esac
    done
    printf '\033[0m\n'
    duansou "$@"
}

ask index "$1"
ask search 立即履行义务 开展多边谈判 --limit 1
ask search '"武器国家在不扩"'
ask search '"条约汇编" 第634卷'
ask search '63/49 序言部分第8段'
