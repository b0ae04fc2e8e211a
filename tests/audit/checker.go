// checker: a ledger judged with somebody else's implementation of signed notes and of RFC 6962, those of Go's checksum
// database (golang.org/x/mod/sumdb). It shares no code with this project, and knows no more of it than that a leaf is a
// line of the records and that a line has "index".
//
//	checker ledger VKEYS DIR            the newest checkpoint, the leaves, the records that are there
//	checker grows VKEYS OLD NEW DIR     two checkpoints, the second a continuation of the first
//	checker proof VKEYS FILE            a tlog-proof of one record
//
// VKEYS is a file of verifier keys, one a line. Prints what was checked; exit status 1 and the reason where it does not
// hold.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const lineMax = 512 << 10 // octets

type head struct {
	size int64
	root tlog.Hash
}

func readKeys(path string) (note.Verifiers, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var list []note.Verifier
	for _, line := range strings.Fields(string(text)) {
		verifier, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		list = append(list, verifier)
	}
	return note.VerifierList(list...), nil
}

func openHead(text []byte, keys note.Verifiers) (head, error) {
	opened, err := note.Open(text, keys)
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return head{}, errors.New("a checkpoint has three lines")
	}
	if opened.Sigs[0].Name != lines[0] {
		return head{}, fmt.Errorf("signed by %s, and of %s", opened.Sigs[0].Name, lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return head{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return head{size, root}, err
}

func readHead(path string, keys note.Verifiers) (head, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return head{}, err
	}
	return openHead(text, keys)
}

// tree holds every hash of the tree, by tlog's numbering.
type tree []tlog.Hash

func (t tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(t)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[i] = t[index]
	}
	return found, nil
}

func readLeaves(directory string) ([]tlog.Hash, error) {
	octets, err := os.ReadFile(filepath.Join(directory, "leaves"))
	if err != nil {
		return nil, err
	}
	if len(octets)%tlog.HashSize != 0 {
		return nil, errors.New("leaves ends within a leaf")
	}
	leaves := make([]tlog.Hash, len(octets)/tlog.HashSize)
	for i := range leaves {
		copy(leaves[i][:], octets[i*tlog.HashSize:])
	}
	return leaves, nil
}

func makeTree(leaves []tlog.Hash) (tree, error) {
	var grown tree
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashesForRecordHash(int64(i), leaf, grown)
		if err != nil {
			return nil, err
		}
		grown = append(grown, hashes...)
	}
	return grown, nil
}

func rootOf(size int64, grown tree, count int) (tlog.Hash, error) {
	if size > int64(count) {
		return tlog.Hash{}, fmt.Errorf("signed over %d records, and there are %d leaves", size, count)
	}
	return tlog.TreeHash(size, grown)
}

// checkSegment counts the records of a file whose hash is the leaf of their index.
func checkSegment(path string, leaves []tlog.Hash) (int, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, lineMax)
	count := 0
	for ; lines.Scan(); count++ {
		var record struct{ Index *int }
		if err := json.Unmarshal(lines.Bytes(), &record); err != nil {
			return 0, err
		}
		if record.Index == nil || *record.Index < 0 || *record.Index >= len(leaves) {
			return 0, errors.New("a record without a leaf")
		}
		if tlog.RecordHash(lines.Bytes()) != leaves[*record.Index] {
			return 0, fmt.Errorf("record %d is not what its leaf is the hash of", *record.Index)
		}
	}
	return count, lines.Err()
}

func checkRecords(directory string, leaves []tlog.Hash) (int, error) {
	paths, err := filepath.Glob(filepath.Join(directory, "records-*.jsonl"))
	if err != nil {
		return 0, err
	}
	sort.Strings(paths)
	total := 0
	for _, path := range paths {
		count, err := checkSegment(path, leaves)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		total += count
	}
	return total, nil
}

func loadTree(directory string) ([]tlog.Hash, tree, error) {
	leaves, err := readLeaves(directory)
	if err != nil {
		return nil, nil, err
	}
	grown, err := makeTree(leaves)
	return leaves, grown, err
}

func checkLedger(keys note.Verifiers, arguments []string) error {
	directory := arguments[0]
	newest, err := readHead(filepath.Join(directory, "checkpoint"), keys)
	if err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	leaves, grown, err := loadTree(directory)
	if err != nil {
		return err
	}
	root, err := rootOf(newest.size, grown, len(leaves))
	if err != nil {
		return err
	}
	if root != newest.root {
		return errors.New("the leaves do not add up to the signed root")
	}
	count, err := checkRecords(directory, leaves)
	if err != nil {
		return err
	}
	fmt.Printf("%d signed, %d records\n", newest.size, count)
	return nil
}

func checkGrows(keys note.Verifiers, arguments []string) error {
	older, err := readHead(arguments[0], keys)
	if err != nil {
		return fmt.Errorf("the older: %w", err)
	}
	newer, err := readHead(arguments[1], keys)
	if err != nil {
		return fmt.Errorf("the newer: %w", err)
	}
	if older.size > newer.size {
		return errors.New("the older one has more records")
	}
	_, grown, err := loadTree(arguments[2])
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(newer.size, older.size, grown)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, newer.size, newer.root, older.size, older.root); err != nil {
		return err
	}
	fmt.Printf("%d is the beginning of %d\n", older.size, newer.size)
	return nil
}

func checkProof(keys note.Verifiers, arguments []string) error {
	text, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	parts := bytes.SplitN(text, []byte("\n\n"), 2)
	lines := strings.Split(string(parts[0]), "\n")
	if len(parts) != 2 || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" ||
		!strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		return errors.New("no tlog-proof")
	}
	record, err := base64.StdEncoding.DecodeString(lines[1][len("extra "):])
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(lines[2][len("index "):], 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	signed, err := openHead(parts[1], keys)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, signed.size, signed.root, index, tlog.RecordHash(record)); err != nil {
		return err
	}
	fmt.Printf("record %d of %d: %s\n", index, signed.size, record)
	return nil
}

func main() {
	commands := map[string]struct {
		check func(note.Verifiers, []string) error
		count int
	}{"ledger": {checkLedger, 1}, "grows": {checkGrows, 3}, "proof": {checkProof, 1}}

	if len(os.Args) < 3 || len(os.Args)-3 != commands[os.Args[1]].count {
		fmt.Fprintln(os.Stderr, "usage: checker ledger VKEYS DIR | grows VKEYS OLD NEW DIR | proof VKEYS FILE")
		os.Exit(2)
	}
	keys, err := readKeys(os.Args[2])
	if err == nil {
		err = commands[os.Args[1]].check(keys, os.Args[3:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "checker:", err)
		os.Exit(1)
	}
}
