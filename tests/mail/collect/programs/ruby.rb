#!/usr/bin/ruby
# The Ruby gem "mail".
require 'json'
require 'mail'

files = ENV['FILES']
scenes = JSON.parse(File.read("#{files}/scenes.json"))
Mail.defaults { delivery_method :smtp, address: '127.0.0.1', port: ENV['SINK_PORT'].to_i, enable_starttls_auto: false }

def mailboxes(list)
  list.map do |name, address|
    mailbox = Mail::Address.new
    mailbox.address = address
    mailbox.display_name = name unless name.empty?
    mailbox.format
  end
end

scenes.each do |scene|
  next if scene['what'] =~ /calendar|forwarded/
  File.write(ENV['NAME_FILE'], "ruby-mail-#{scene['what']}")
  mail = Mail.new
  mail.charset = 'UTF-8'
  mail.from = mailboxes([scene['from']])
  mail.to = mailboxes(scene['to'])
  mail.cc = mailboxes(scene['cc'])
  mail.subject = scene['subject']
  scene['fields'].each { |name, value| mail[name] = value }
  if scene['html'].empty?
    scene['files'].empty? ? mail.body = scene['text'] : mail.text_part = Mail::Part.new { body scene['text'] }
  else
    mail.text_part = Mail::Part.new { body scene['text'] }
    mail.html_part = Mail::Part.new { content_type 'text/html; charset=UTF-8'; body scene['html'] }
  end
  scene['files'].each do |file|
    place = file['cid'] ? mail.attachments.inline : mail.attachments
    place[file['name']] = { mime_type: file['type'], content: File.binread("#{files}/#{file['path']}") }
  end
  begin
    mail.deliver!
  rescue StandardError => error
    warn "#{scene['what']}: #{error.class}: #{error.message[0, 200]}"
  end
end
