#!/bin/sh
# A bounded round of the torture runs; `make torture` is the whole.
export TORTURE=short
sh tests/torture/run.sh
sh tests/torture/readers.sh
