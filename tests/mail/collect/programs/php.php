#!/usr/bin/php
<?php
// PHP: mail() with headers by hand, as small web sites and devices do it, PHPMailer, Symfony Mailer, PEAR Mail_Mime,
// Swift Mailer and Horde_Mime.
use PHPMailer\PHPMailer\PHPMailer;
use Symfony\Component\Mailer\Mailer;
use Symfony\Component\Mailer\Transport;
use Symfony\Component\Mime\Address;
use Symfony\Component\Mime\Email;

error_reporting(E_ALL & ~E_DEPRECATED);
$files = getenv('FILES');
$scenes = json_decode(file_get_contents("$files/scenes.json"), true);
if (!in_array('--child', $argv)) {
    // sendmail_path can only be set when PHP starts.
    passthru('php -d sendmail_path=' . escapeshellarg(getenv('SENDMAIL') . ' -t -i') . ' ' . escapeshellarg(__FILE__) . ' --child');
    exit;
}

function name_it($name)
{
    file_put_contents(getenv('NAME_FILE'), $name);
}

function word($text)
{
    return preg_match('/[^\x00-\x7f]/', $text) ? '=?UTF-8?B?' . base64_encode($text) . '?=' : $text;
}

function mailboxes($list)
{
    return implode(', ', array_map(fn($m) => $m[0] === '' ? $m[1] : (preg_match('/[^\x00-\x7f]/', $m[0]) ? word($m[0])
        : '"' . addcslashes($m[0], '"\\') . '"') . " <$m[1]>", $list));
}

function wait_for_queue($name)
{
    // What mail() hands to sendmail(1) arrives a little later.
    $config = getenv('POSTFIX_CONFIG');
    for ($i = 0; $i < 100; $i++) {
        usleep(100000);
        if (str_contains(shell_exec("/usr/sbin/postqueue -c $config -p"), 'is empty')) {
            return;
        }
    }
    fwrite(STDERR, "$name stays in the queue\n");
}

// The function that is in every forum: multipart by hand, \r\n in the header, \n in the body, 8-bit text without a word.
function by_mail($scene, $files)
{
    name_it("php-mail-{$scene['what']}");
    $boundary = md5($scene['what']);
    $headers = 'From: ' . mailboxes([$scene['from']]) . "\r\nCc: " . mailboxes($scene['cc']) . "\r\nMIME-Version: 1.0\r\n";
    if (!$scene['files']) {
        mail(mailboxes($scene['to']), word($scene['subject']), $scene['text'], $headers
            . "In-Reply-To: <20261120.question@lewisham.gov.uk>\r\nContent-type: text/plain; charset={$scene['charset']}\r\n");
        wait_for_queue($scene['what']);
        return;
    }
    $headers .= "Content-Type: multipart/mixed; boundary=\"$boundary\"\r\n";
    $body = "--$boundary\nContent-Type: text/plain; charset=\"{$scene['charset']}\"\n\n{$scene['text']}\n";
    foreach ($scene['files'] as $file) {
        $data = chunk_split(base64_encode(file_get_contents("$files/{$file['path']}")));
        $body .= "--$boundary\nContent-Type: {$file['type']}; name=\"{$file['name']}\"\n"
            . "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"{$file['name']}\"\n\n$data\n";
    }
    mail(mailboxes($scene['to']), word($scene['subject']), str_replace("\r\n", "\n", "$body--$boundary--"), $headers);
    wait_for_queue($scene['what']);
}

function by_phpmailer($scene, $files, $encoding)
{
    name_it("phpmailer-$encoding-{$scene['what']}");
    $mail = new PHPMailer(true);
    $mail->isSMTP();
    $mail->Host = '127.0.0.1';
    $mail->Port = (int)getenv('SINK_PORT');
    $mail->SMTPAutoTLS = false;
    $mail->CharSet = $scene['charset'] === 'us-ascii' ? 'iso-8859-1' : 'utf-8';
    $mail->Encoding = $encoding;
    $mail->setFrom($scene['from'][1], $scene['from'][0]);
    foreach ($scene['to'] as [$name, $address]) {
        $mail->addAddress($address, $name);
    }
    foreach ($scene['cc'] as [$name, $address]) {
        $mail->addCC($address, $name);
    }
    foreach ($scene['fields'] as [$name, $value]) {
        $mail->addCustomHeader($name, $value);
    }
    $mail->Subject = $scene['subject'];
    $mail->Body = $scene['html'] ?: ($scene['text'] ?: ' ');
    if ($scene['html']) {
        $mail->isHTML(true);
        $mail->AltBody = $scene['text'];
    }
    $mail->Ical = $scene['calendar'];
    foreach ($scene['files'] as $file) {
        isset($file['cid'])
            ? $mail->addEmbeddedImage("$files/{$file['path']}", $file['cid'], $file['name'])
            : $mail->addAttachment("$files/{$file['path']}", $file['name']);
    }
    $mail->send();
}

function by_symfony($scene, $files)
{
    name_it("symfony-mailer-{$scene['what']}");
    $list = fn($mailboxes) => array_map(fn($m) => new Address($m[1], $m[0]), $mailboxes);
    $email = (new Email())->from(...$list([$scene['from']]))->to(...$list($scene['to']))->cc(...$list($scene['cc']))
        ->subject($scene['subject'])->text($scene['text'] ?: ' ');
    if ($scene['html']) {
        $email->html($scene['html']);
    }
    foreach ($scene['fields'] as [$name, $value]) {
        in_array($name, ['Reply-To', 'In-Reply-To', 'References']) ?: $email->getHeaders()->addTextHeader($name, $value);
        $name === 'In-Reply-To' && $email->getHeaders()->addTextHeader($name, $value);
    }
    foreach ($scene['files'] as $file) {
        isset($file['cid'])
            ? $email->embedFromPath("$files/{$file['path']}", $file['cid'], $file['type'])
            : $email->attachFromPath("$files/{$file['path']}", $file['name'], $file['type']);
    }
    (new Mailer(Transport::fromDsn('smtp://127.0.0.1:' . getenv('SINK_PORT'))))->send($email);
}

function by_pear($scene, $files)
{
    name_it("pear-mail-mime-{$scene['what']}");
    $mime = new Mail_mime(['eol' => "\r\n", 'text_charset' => 'utf-8', 'head_charset' => 'utf-8', 'html_charset' => 'utf-8']);
    $mime->setTXTBody($scene['text']);
    if ($scene['html']) {
        $mime->setHTMLBody($scene['html']);
    }
    if ($scene['calendar']) {
        $mime->setCalendarBody($scene['calendar']);
    }
    foreach ($scene['files'] as $file) {
        $octets = file_get_contents("$files/{$file['path']}");
        isset($file['cid'])
            ? $mime->addHTMLImage($octets, $file['type'], $file['name'], false, $file['cid'])
            : $mime->addAttachment($octets, $file['type'], $file['name'], false, 'base64', 'attachment', 'utf-8');
    }
    $body = $mime->get();
    $fields = ['From' => mailboxes([$scene['from']]), 'To' => mailboxes($scene['to']), 'Cc' => mailboxes($scene['cc']),
        'Subject' => $scene['subject'], 'Date' => date('r'),
        'Message-ID' => '<' . md5($scene['what']) . '@marrowby.example.org>'];
    foreach ($scene['fields'] as [$name, $value]) {
        $fields[$name] = $value;
    }
    $smtp = Mail::factory('smtp', ['host' => '127.0.0.1', 'port' => getenv('SINK_PORT'), 'auth' => false]);
    $all = array_map(fn($m) => $m[1], array_merge($scene['to'], $scene['cc']));
    $answer = $smtp->send($all, $mime->headers($fields), $body);
    if ($answer !== true) {
        throw new Exception($answer->getMessage());
    }
}

function by_swift($scene, $files)
{
    name_it("swiftmailer-{$scene['what']}");
    $list = fn($mailboxes) => array_combine(array_column($mailboxes, 1), array_map(fn($m) => $m[0] ?: null, $mailboxes));
    $message = (new Swift_Message($scene['subject']))->setFrom($list([$scene['from']]))->setTo($list($scene['to']))
        ->setCc($list($scene['cc']))->setBody($scene['text']);
    if ($scene['html']) {
        $message->addPart($scene['html'], 'text/html');
    }
    foreach ($scene['fields'] as [$name, $value]) {
        if ($name === 'In-Reply-To') {
            $message->getHeaders()->addTextHeader($name, $value);
        }
    }
    foreach ($scene['files'] as $file) {
        $attachment = Swift_Attachment::fromPath("$files/{$file['path']}", $file['type'])->setFilename($file['name']);
        $message->attach(isset($file['cid']) ? $attachment->setDisposition('inline') : $attachment);
    }
    (new Swift_Mailer(new Swift_SmtpTransport('127.0.0.1', (int)getenv('SINK_PORT'))))->send($message);
}

function by_horde($scene, $files)
{
    name_it("horde-mime-{$scene['what']}");
    $mail = new Horde_Mime_Mail(['Subject' => $scene['subject'], 'From' => mailboxes([$scene['from']]),
        'To' => mailboxes($scene['to']), 'Cc' => mailboxes($scene['cc']), 'body' => $scene['text'], 'charset' => 'UTF-8']);
    if ($scene['html']) {
        $mail->setHtmlBody($scene['html'], 'UTF-8', true);
    }
    foreach ($scene['files'] as $file) {
        $mail->addAttachment("$files/{$file['path']}", $file['name'], $file['type'], 'UTF-8');
    }
    $transport = new Horde_Mail_Transport_Smtphorde(['host' => '127.0.0.1', 'port' => getenv('SINK_PORT'), 'auth' => false]);
    $mail->send($transport);
}

function available($file)
{
    return stream_resolve_include_path($file) && (include_once $file);
}

$few = '/^(docx|alternative-odt|welsh-docx|polish-long-name-pdf|arabic-docx|punctuation-pdf|many-recipients|related-image-docx)$/';
$programs = [
    ['by_mail', [], '/^(?!alternative|related|calendar|forwarded|empty|latin1|windows1252|receipt)/', true],
    ['by_phpmailer', ['8bit'], '/^(?!forwarded)/', available('libphp-phpmailer/autoload.php')],
    ['by_phpmailer', ['quoted-printable'], '/^(alternative|welsh|awkward|windows1252)/', class_exists(PHPMailer::class)],
    ['by_phpmailer', ['base64'], '/^(docx|polish|related)/', class_exists(PHPMailer::class)],
    ['by_symfony', [], '/^(?!calendar|forwarded)/', available('Symfony/Component/Mailer/autoload.php')],
    ['by_pear', [], '/^(?!forwarded)/', available('Mail/mime.php') && available('Mail.php')],
    ['by_swift', [], $few, available('Swift/swift_required.php') || available('Swift/autoload.php')],
    ['by_horde', [], '/^(?!calendar|forwarded|related|receipt|text-only)/', available('Horde/Autoloader/Default.php')],
];
foreach ($programs as [$send, $more, $wanted, $is_there]) {
    if (!$is_there) {
        fwrite(STDERR, "$send: not installed\n");
        continue;
    }
    foreach ($scenes as $scene) {
        if (preg_match($wanted, $scene['what'])) {
            try {
                $send($scene, $files, ...$more);
            } catch (Throwable $error) {
                fwrite(STDERR, "$send {$scene['what']}: {$error->getMessage()}\n");
            }
        }
    }
}
