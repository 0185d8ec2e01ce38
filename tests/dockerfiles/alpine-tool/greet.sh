#!/bin/sh
echo "$GREETING, ${1:-$TARGET}! (as $(id -u))"
