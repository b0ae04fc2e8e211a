#!/bin/sh
# Signed and encrypted mail: PGP/MIME and S/MIME by mutt, S/MIME by openssl, DKIM by dkimpy. Keys are made for the run.
police=preventreferrals@met.pnn.police.uk
mash='Lewisham MASH <mashagency@lewisham.gov.uk>'
prevent=prevent@lewisham.gov.uk
me=zebedee.quillfeather@marrowby.example.org
cd "$HOME" || exit 1
cp "$FILES"/form.* .
printf 'Dear colleagues,\n\nplease find attached my referral about Peregrine Oddsocks.\n\n-- \nZebedee Quillfeather\n' >plain
printf "Annwyl gydweithwyr,\n\ndyma fy atgyfeiriad: t\305\267, \305\265yn.\nFrom here\n" >welsh
export GNUPGHOME="$HOME/gnupg"
mkdir -m 700 "$GNUPGHOME"
mkdir Mail

name() {
	printf '%s' "$1" >"$NAME_FILE"
}

# S/MIME: a certificate of one's own, one for each reader.
for who in "$me" "$police" mashagency@lewisham.gov.uk $prevent; do
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$who.key" -out "$who.pem" -days 3650 -subj "/CN=$who/emailAddress=$who" \
		-addext "subjectAltName=email:$who" -addext 'keyUsage=digitalSignature,keyEncipherment' 2>/dev/null
done
header="From: Zebedee Quillfeather <$me>
To: $police
Cc: $mash, $prevent
Subject: Prevent referral
Date: $(date -R)"

# sealed NAME COMMAND...: what the command makes of the entity, behind the header; openssl writes its own MIME-Version.
sealed() {
	name "$1"
	what=$1
	shift
	{ printf '%s\nMessage-ID: <%s@marrowby.example.org>\n' "$header" "$what"; "$@"; } |
		"$SENDMAIL" -i -f "$me" "$police" mashagency@lewisham.gov.uk "$prevent"
	sleep 1
}
python3 - "$HOME" <<'END'
import sys
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
entity = MIMEMultipart()
entity.attach(MIMEText("Please find the form attached.\n", "plain", "us-ascii"))
with open(sys.argv[1] + "/form.docx", "rb") as file:
    entity.attach(MIMEApplication(file.read(), "vnd.openxmlformats-officedocument.wordprocessingml.document"))
entity.get_payload()[1].add_header("Content-Disposition", "attachment", filename="form.docx")
del entity["MIME-Version"]
with open(sys.argv[1] + "/entity", "wb") as file:
    file.write(entity.as_bytes().replace(b"\n", b"\r\n"))
END
sealed openssl-smime-signed openssl cms -sign -in entity -signer "$me.pem" -inkey "$me.key" -md sha256
sealed openssl-smime-signed-old openssl smime -sign -in entity -signer "$me.pem" -inkey "$me.key"
sealed openssl-smime-opaque openssl cms -sign -nodetach -in entity -signer "$me.pem" -inkey "$me.key"
sealed openssl-smime-encrypted openssl cms -encrypt -aes256 -in entity "$me.pem" "$police.pem" mashagency@lewisham.gov.uk.pem

# PGP/MIME, and S/MIME by gpgsm: mutt with GPGME.
for who in "Zebedee Quillfeather <$me>" "$police" "$mash" $prevent; do
	gpg --batch --quiet --passphrase '' --quick-generate-key "$who" default default never 2>/dev/null
done
cat >muttrc <<END
set realname="Zebedee Quillfeather"
set from="$me"
set use_from=yes
set hostname="pc12.marrowby.example.org"
set smtp_url="smtp://127.0.0.1:$SINK_PORT/"
set ssl_starttls=no
set ssl_force_tls=no
set charset=utf-8
set copy=no
set crypt_use_gpgme=yes
set pgp_sign_as="$me"
set pgp_default_key="$me"
set crypt_protected_headers_write=no
set autoedit=no
set editor=/bin/true
set abort_unmodified=no
set sendmail_wait=0
END
mutt_with() {
	what=$1 text=$2 settings=$3
	name "mutt-$what"
	{ cat muttrc; printf '%b' "$settings"; } >muttrc-now
	# It signs only where somebody sits at a terminal: "y" sends.
	"$COLLECT/typist.py" '\r' '\r' y y -- mutt -n -F muttrc-now -s 'Prevent referral' -c "$mash" -c "$prevent" -i "$text" -a form.docx \
		-- "$police"
}
mutt_with pgp-signed plain 'set crypt_autosign=yes\n'
mutt_with pgp-signed-utf8 welsh 'set crypt_autosign=yes\n'
mutt_with pgp-signed-protected-headers welsh 'set crypt_autosign=yes\nset crypt_protected_headers_write=yes\n'
mutt_with pgp-encrypted plain 'set crypt_autosign=yes\nset crypt_autoencrypt=yes\n'
gpgconf --kill all

# DKIM: what a mail server further inside signs.
openssl genrsa -out dkim.key 1024 2>/dev/null
cat >dkim.py <<'END'
import os, smtplib, sys
import dkim
name, source, canonical = sys.argv[1:]
with open(source, "rb") as file:
    octets = file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
with open("dkim.key", "rb") as file:
    key = file.read()
one, two = canonical.encode().split(b"/")
field = dkim.sign(octets, b"school", b"marrowby.example.org", key, canonicalize=(one, two),
                  include_headers=[b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"content-type"])
with open(os.environ["NAME_FILE"], "w") as file:
    file.write(name)
with smtplib.SMTP("127.0.0.1", int(os.environ["SINK_PORT"])) as client:
    client.sendmail("zebedee.quillfeather@marrowby.example.org", ["preventreferrals@met.pnn.police.uk"], field + octets)
END
mv dkim.py dkim_sign.py
{ printf '%s\nMessage-ID: <dkim@marrowby.example.org>\nMIME-Version: 1.0\n' "$header"; cat entity; } >to-sign
python3 dkim_sign.py dkimpy-relaxed to-sign relaxed/relaxed
python3 dkim_sign.py dkimpy-simple to-sign simple/simple
