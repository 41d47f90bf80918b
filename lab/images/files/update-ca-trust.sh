#!/bin/sh
# Makes the bundle of authorities that programs read from Mozilla's and from those the administrator trusts.
set -eu
umask 022
out=/etc/pki/ca-trust/extracted/pem
mkdir -p $out
cat /usr/share/pki/ca-trust-source/ca-bundle.pem >$out/.tls-ca-bundle.new
for anchor in /etc/pki/ca-trust/source/anchors/*; do
  [ -f "$anchor" ] || continue
  cat "$anchor" >>$out/.tls-ca-bundle.new
done
mv $out/.tls-ca-bundle.new $out/tls-ca-bundle.pem
