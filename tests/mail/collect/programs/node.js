#!/usr/bin/node
// Nodemailer, Debian's package.
'use strict';
const fs = require('fs');
const nodemailer = require(['/usr/share/nodejs/nodemailer', 'nodemailer'].find((path) => path[0] !== '/' || fs.existsSync(path)));

const files = process.env.FILES;
const scenes = JSON.parse(fs.readFileSync(`${files}/scenes.json`));
const mailboxes = (list) => list.map(([name, address]) => ({ name, address }));

async function main() {
	const transport = nodemailer.createTransport({ host: '127.0.0.1', port: Number(process.env.SINK_PORT), secure: false,
		ignoreTLS: true, name: 'pc12.marrowby.example.org' });
	for (const scene of scenes) {
		if (scene.what.startsWith('forwarded'))
			continue;
		fs.writeFileSync(process.env.NAME_FILE, `nodemailer-${scene.what}`);
		const headers = {};
		for (const [name, value] of scene.fields)
			if (!['Reply-To', 'In-Reply-To', 'References'].includes(name))
				headers[name] = value;
		const field = (wanted) => (scene.fields.find(([name]) => name === wanted) || [])[1];
		await transport.sendMail({
			from: mailboxes([scene.from])[0], to: mailboxes(scene.to), cc: mailboxes(scene.cc), subject: scene.subject,
			text: scene.text, html: scene.html || undefined, headers, replyTo: field('Reply-To'),
			inReplyTo: field('In-Reply-To'), references: field('References'),
			icalEvent: scene.calendar ? { method: 'REQUEST', content: scene.calendar } : undefined,
			attachments: scene.files.map((file) => ({ filename: file.name, path: `${files}/${file.path}`,
				contentType: file.type, cid: file.cid })),
		});
	}
	transport.close();
}

main();
