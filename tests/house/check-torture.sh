#!/bin/sh
# A bounded round of the torture runs; `make torture` is the whole.
TORTURE=short exec sh tests/torture/run.sh
