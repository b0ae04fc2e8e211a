// Sends the scenes with Go: mime/multipart and net/smtp by hand, and with emersion/go-message. See collect.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"os"
	"strings"
	"time"

	gomail "github.com/emersion/go-message/mail"
)

type file struct{ Path, Name, Type, Cid string }
type scene struct {
	What, Subject, Text, Html, Charset, Calendar string
	From                                         []string
	To, Cc, Fields                               [][]string
	Files                                        []file
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func mailboxes(list [][]string) string {
	var all []string
	for _, mailbox := range list {
		address := mail.Address{Name: mailbox[0], Address: mailbox[1]}
		all = append(all, address.String())
	}
	return strings.Join(all, ", ")
}

func send(name string, s scene, octets []byte) {
	must(os.WriteFile(os.Getenv("NAME_FILE"), []byte(name), 0o644))
	var all []string
	for _, mailbox := range append(s.To, s.Cc...) {
		all = append(all, mailbox[1])
	}
	must(smtp.SendMail("127.0.0.1:"+os.Getenv("SINK_PORT"), nil, s.From[1], all, octets))
}

// byHand is what blog posts show.
func byHand(s scene) {
	var out bytes.Buffer
	writer := multipart.NewWriter(&out)
	fmt.Fprintf(&out, "From: %s\r\nTo: %s\r\nCc: %s\r\nSubject: %s\r\n", mailboxes([][]string{s.From}), mailboxes(s.To),
		mailboxes(s.Cc), mime.QEncoding.Encode("utf-8", s.Subject))
	fmt.Fprintf(&out, "Date: %s\r\nMIME-Version: 1.0\r\n", time.Now().Format(time.RFC1123Z))
	fmt.Fprintf(&out, "Content-Type: multipart/mixed; boundary=%s\r\n\r\n", writer.Boundary())
	part, err := writer.CreatePart(textproto.MIMEHeader{"Content-Type": {"text/plain; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"}})
	must(err)
	text := quotedprintable.NewWriter(part)
	_, err = text.Write([]byte(s.Text))
	must(err)
	must(text.Close())
	for _, f := range s.Files {
		octets, err := os.ReadFile(os.Getenv("FILES") + "/" + f.Path)
		must(err)
		part, err := writer.CreatePart(textproto.MIMEHeader{"Content-Type": {f.Type},
			"Content-Disposition":       {mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})},
			"Content-Transfer-Encoding": {"base64"}})
		must(err)
		encoded := base64.StdEncoding.EncodeToString(octets)
		for len(encoded) > 76 {
			fmt.Fprintf(part, "%s\r\n", encoded[:76])
			encoded = encoded[76:]
		}
		fmt.Fprintf(part, "%s", encoded)
	}
	must(writer.Close())
	send("go-by-hand-"+s.What, s, out.Bytes())
}

func addresses(list [][]string) (all []*gomail.Address) {
	for _, mailbox := range list {
		all = append(all, &gomail.Address{Name: mailbox[0], Address: mailbox[1]})
	}
	return
}

func goMessage(s scene) {
	var out bytes.Buffer
	var header gomail.Header
	header.SetDate(time.Now())
	header.SetSubject(s.Subject)
	header.SetAddressList("From", addresses([][]string{s.From}))
	header.SetAddressList("To", addresses(s.To))
	header.SetAddressList("Cc", addresses(s.Cc))
	for _, field := range s.Fields {
		header.Set(field[0], field[1])
	}
	must(header.GenerateMessageID())
	writer, err := gomail.CreateWriter(&out, header)
	must(err)
	var inline gomail.InlineHeader
	inline.SetContentType("text/plain", map[string]string{"charset": "utf-8"})
	text, err := writer.CreateSingleInline(inline)
	must(err)
	_, err = io.WriteString(text, s.Text)
	must(err)
	must(text.Close())
	for _, f := range s.Files {
		octets, err := os.ReadFile(os.Getenv("FILES") + "/" + f.Path)
		must(err)
		var attached gomail.AttachmentHeader
		attached.SetContentType(f.Type, nil)
		attached.SetFilename(f.Name)
		part, err := writer.CreateAttachment(attached)
		must(err)
		_, err = part.Write(octets)
		must(err)
		must(part.Close())
	}
	must(writer.Close())
	send("go-message-"+s.What, s, out.Bytes())
}

func main() {
	octets, err := os.ReadFile(os.Getenv("FILES") + "/scenes.json")
	must(err)
	var scenes []scene
	must(json.Unmarshal(octets, &scenes))
	for _, s := range scenes {
		switch s.What {
		case "docx", "welsh-docx", "polish-long-name-pdf", "punctuation-pdf", "long-name-rtf", "many-recipients":
			byHand(s)
			goMessage(s)
		case "arabic-docx", "emoji-pdf", "awkward-text-docx", "receipt-reply-docx":
			goMessage(s)
		}
	}
}
