/* Sends the scenes that need no JSON reader to be told apart: names, charsets, alternatives, images. See collect. */
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Date;
import java.util.Properties;
import javax.mail.Message;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeBodyPart;
import javax.mail.internet.MimeMessage;
import javax.mail.internet.MimeMultipart;
import javax.mail.internet.MimeUtility;

public class JavaMail {
	static final String TEXT = "Dear colleagues,\n\nplease find attached my referral about Peregrine Oddsocks.\n\n-- \n"
	    + "Zebedee Quillfeather\nSnufflebrook\n";
	static String files, nameFile;
	static Session session;

	static MimeBodyPart file(String path, String name, boolean encodeByHand) throws Exception {
		MimeBodyPart part = new MimeBodyPart();
		part.attachFile(new File(files, path));
		part.setFileName(encodeByHand ? MimeUtility.encodeText(name, "UTF-8", null) : name);
		return part;
	}

	static void send(String what, String subject, String sender, String text, String charset, String html,
	    boolean image, boolean encodeByHand, String path, String name) throws Exception {
		Files.write(Paths.get(nameFile), ("javamail-" + what).getBytes(StandardCharsets.UTF_8));
		MimeMessage message = new MimeMessage(session);
		message.setFrom(new InternetAddress("zebedee.quillfeather@marrowby.example.org", sender, "UTF-8"));
		message.setRecipients(Message.RecipientType.TO, "preventreferrals@met.pnn.police.uk");
		message.setRecipients(Message.RecipientType.CC,
		    "Lewisham MASH <mashagency@lewisham.gov.uk>, prevent@lewisham.gov.uk");
		message.setSubject(subject, charset);
		message.setSentDate(new Date());
		MimeBodyPart body = new MimeBodyPart();
		body.setText(text, charset);
		if (html != null) {
			MimeBodyPart second = new MimeBodyPart();
			second.setContent(html, "text/html; charset=" + charset);
			MimeMultipart alternative = new MimeMultipart("alternative", body, second);
			body = new MimeBodyPart();
			body.setContent(alternative);
		}
		if (image) {
			MimeBodyPart logo = file("logo.png", "logo.png", false);
			logo.setContentID("<logo@marrowby>");
			logo.setDisposition("inline");
			MimeMultipart related = new MimeMultipart("related", body, logo);
			body = new MimeBodyPart();
			body.setContent(related);
		}
		MimeMultipart mixed = new MimeMultipart("mixed", body);
		mixed.addBodyPart(file(path, name, encodeByHand));
		message.setContent(mixed);
		Transport.send(message);
	}

	public static void main(String[] arguments) throws Exception {
		files = arguments[0];
		nameFile = arguments[2];
		Properties properties = new Properties();
		properties.put("mail.smtp.host", "127.0.0.1");
		properties.put("mail.smtp.port", arguments[1]);
		session = Session.getInstance(properties);
		String html = "<p>Please find attached my <b>referral</b>.</p><img src=\"cid:logo@marrowby\">";
		String polish = "Formularz zgłoszeniowy – zażółć gęślą jaźń, wersja ostateczna z listopada 2026.pdf";
		String zebedee = "Zebedee Quillfeather";
		send("docx", "Prevent referral", zebedee, TEXT, "us-ascii", null, false, false, "form.docx", "form.docx");
		send("alternative-odt", "Prevent referral", zebedee, TEXT, "utf-8", html, false, false, "form.odt",
		    "Prevent Referral Form.odt");
		send("related-image-docx", "Prevent referral", zebedee, TEXT, "utf-8", html, true, false, "form.docx",
		    "Prevent Referral Form.docx");
		send("long-name-rtf", "Prevent referral", zebedee, TEXT, "us-ascii", null, false, false, "form.rtf",
		    "Prevent Referral Form completed by the designated safeguarding lead of Marrowby School on the twentieth.rtf");
		send("welsh-docx", "Atgyfeiriad: pryder am blentyn yn y tŷ", "Siân Llŷr", "dyma fy atgyfeiriad: tŷ, ŵyn\n", "utf-8",
		    null, false, false, "form.docx", "Ffurflen atgyfeirio ŵ.docx");
		send("welsh-by-hand-docx", "Atgyfeiriad", "Siân Llŷr", "dyma fy atgyfeiriad: tŷ, ŵyn\n", "utf-8", null, false, true,
		    "form.docx", "Ffurflen atgyfeirio ŵ.docx");
		send("polish-pdf", "Zgłoszenie zażółć gęślą jaźń", "Łucja Wiśniewska", "Zażółć gęślą jaźń.\n", "utf-8", null, false,
		    false, "form.pdf", polish);
		send("polish-by-hand-pdf", "Zgłoszenie zażółć gęślą jaźń", "Łucja Wiśniewska", "Zażółć gęślą jaźń.\n", "utf-8", null,
		    false, true, "form.pdf", polish);
		send("arabic-docx", "إحالة", "نادية حداد", "مرفق نموذج الإحالة\n", "utf-8", null, false, false, "form.docx",
		    "نموذج الإحالة.docx");
		send("punctuation-pdf", "Re: \"form\"; (v2)", zebedee, TEXT, "us-ascii", null, false, false, "form.pdf",
		    "Form; \"final\" (v2), O'Neil.pdf");
		send("latin1-rtf", "Référence à l'élève", "Zoë Élan", "voilà le formulaire, déjà complété\n", "iso-8859-1", null,
		    false, false, "form.rtf", "Élève.rtf");
	}
}
