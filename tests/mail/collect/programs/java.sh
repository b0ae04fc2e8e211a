#!/bin/sh
# JavaMail (javax.mail 1.6), as Java applications call it.
exec java -cp /usr/share/java/javax.mail.jar:/usr/share/java/javax.activation.jar:/usr/share/java/jakarta.activation.jar:\
/usr/share/java/activation.jar "$COLLECT/JavaMail.java" "$FILES" "$SINK_PORT" "$NAME_FILE"
