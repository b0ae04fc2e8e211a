/*
 * report_page: opens a page in Chromium, and prints what a reader meets, as one JSON object: at a telephone's and a
 * desk's width, light and dark, with what axe-core finds. Pictures and a print go to the second directory.
 *
 * Usage: node report_page.mjs MODULES PICTURES BROWSER PAGE
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const [modules, pictures, browser, page] = process.argv.slice(2);
const require = createRequire(path.join(modules, 'node_modules', 'x'));
const puppeteer = require('puppeteer-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const views = [
	['phone-light', 375, 'light'], ['phone-dark', 375, 'dark'], ['desk-light', 1280, 'light'], ['desk-dark', 1280, 'dark'],
];

/* In the page. WCAG's ratio of a text in a chart to what is behind it; axe-core does not look into pictures. */
function chartContrast() {
	const light = (color) => {
		const parts = color.match(/[\d.]+/g).slice(0, 3).map(Number).map((part) => {
			const share = part / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
	};
	const ratios = [...document.querySelectorAll('.chart text')].map((text) => {
		const pair = [light(getComputedStyle(text).fill),
			light(getComputedStyle(text.closest('section')).backgroundColor)].sort();
		return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
	});
	return ratios.length > 0 ? Math.min(...ratios) : 21;
}

/* In the page: whether a script that somebody slipped in would run. */
function scriptRuns() {
	const script = document.createElement('script');
	script.textContent = 'window.ran = true';
	document.body.append(script);
	return window.ran === true;
}

async function open(instance, width, scheme, bypass) {
	const tab = await instance.newPage();
	const seen = { requests: [], messages: [] };
	tab.on('request', (request) => seen.requests.push(request.url()));
	tab.on('console', (message) => seen.messages.push(message.text()));
	await tab.setBypassCSP(bypass);
	await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
	await tab.setViewport({ width, height: 900 });
	await tab.goto(`file://${page}`);
	return [tab, seen];
}

async function look(instance, name, width, scheme) {
	const [tab, seen] = await open(instance, width, scheme, false);
	const found = {
		overflow: await tab.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
		styled: await tab.evaluate(() => getComputedStyle(document.body).marginTop === '0px'),
		contrast: await tab.evaluate(chartContrast),
	};
	await tab.screenshot({ path: path.join(pictures, `${name}.png`), fullPage: true });
	const messages = [...seen.messages];
	found.scriptRuns = await tab.evaluate(scriptRuns);
	await tab.close();
	const [checked] = await open(instance, width, scheme, true);
	await checked.addScriptTag({ content: axe });
	const result = await checked.evaluate(() => window.axe.run(document));
	await checked.close();
	return { ...found, messages, requests: seen.requests.length, passes: result.passes.length,
		violations: result.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes[0].html.slice(0, 120)}`) };
}

const instance = await puppeteer.launch({ executablePath: browser, args: ['--no-sandbox'] });
const found = {};
for (const [name, width, scheme] of views)
	found[name] = await look(instance, name, width, scheme);
const [tab] = await open(instance, 1280, 'light', false);
await tab.pdf({ path: path.join(pictures, 'print.pdf'), format: 'A4', preferCSSPageSize: true });
await instance.close();
console.log(JSON.stringify(found));
