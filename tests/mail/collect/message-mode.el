;; Sends with message-mode and smtpmail; see collect.
(require 'message)
(require 'smtpmail)
(require 'mml)
(setq user-full-name "Zebedee Quillfeather"
      user-mail-address "zebedee.quillfeather@marrowby.example.org"
      message-send-mail-function #'smtpmail-send-it
      send-mail-function #'smtpmail-send-it
      smtpmail-smtp-server "127.0.0.1"
      smtpmail-smtp-service (string-to-number (getenv "SINK_PORT"))
      smtpmail-stream-type 'plain
      message-confirm-send nil message-interactive nil message-kill-buffer-on-exit t
      mml-secure-openpgp-sign-with-sender t mml-secure-openpgp-signers (list "zebedee.quillfeather@marrowby.example.org")
      message-fcc-handler-function #'ignore)

(defun collect-send (what subject cc body)
  (write-region (concat "emacs-message-" what) nil (getenv "NAME_FILE"))
  (with-temp-buffer
    (message-mode)
    (insert "From: Zebedee Quillfeather <zebedee.quillfeather@marrowby.example.org>\n"
            "To: preventreferrals@met.pnn.police.uk\n"
            "Cc: Lewisham MASH <mashagency@lewisham.gov.uk>, prevent@lewisham.gov.uk" cc "\n"
            "Subject: " subject "\n" mail-header-separator "\n" body)
    (condition-case error (message-send) (error (message "%s: %S" what error)))))

(defconst collect-text "Dear colleagues,\n\nhere is my referral about Peregrine Oddsocks.\n\n-- \nZebedee\n")
(defun collect-form (path &optional name)
  (format "<#part type=\"%s\" filename=\"%s\" disposition=attachment%s>\n<#/part>\n"
          (if (string-suffix-p "pdf" path) "application/pdf" "application/octet-stream") path
          (if name (format " recipient-filename=\"%s\"" name) "")))

(collect-send "docx" "Prevent referral" "" (concat collect-text (collect-form "form.docx")))
(collect-send "spaces-pdf" "Prevent referral" "" (concat collect-text (collect-form "form.pdf" "Prevent Referral Form.pdf")))
(collect-send "welsh-docx" "Atgyfeiriad: pryder yn y tŷ" ", Siân Llŷr <s@thistledown.example.org>"
              (concat "dyma fy atgyfeiriad: tŷ, ŵyn.\n" (collect-form "form.docx" "Ffurflen atgyfeirio ŵ.docx")))
(collect-send "latin1-pdf" "Référence" "" (concat "voilà le formulaire, déjà complété\n" (collect-form "form.pdf" "Élève.pdf")))
(collect-send "alternative-pdf" "Prevent referral" ""
              (concat "<#multipart type=mixed>\n<#multipart type=alternative>\n" collect-text
                      "<#part type=text/html>\n<p>Here is my <b>referral</b>.</p>\n<#/multipart>\n"
                      (collect-form "form.pdf") "<#/multipart>\n"))
(collect-send "related-pdf" "Prevent referral" ""
              (concat "<#multipart type=mixed>\n<#multipart type=related>\n<#part type=text/html>\n"
                      "<p>Here is my referral.</p><img src=\"cid:logo@marrowby\">\n"
                      "<#part type=\"image/png\" filename=\"logo.png\" disposition=inline id=\"<logo@marrowby>\">\n<#/part>\n"
                      "<#/multipart>\n" (collect-form "form.pdf") "<#/multipart>\n"))
(collect-send "forwarded-message" "Fwd: The form" ""
              (concat "See below.\n<#part type=\"message/rfc822\" filename=\"forwarded.eml\" disposition=inline>\n<#/part>\n"))
(collect-send "pgp-signed-pdf" "Prevent referral" ""
              (concat "<#secure method=pgpmime mode=sign>\n" collect-text (collect-form "form.pdf")))
