// Verifies a log in the C2SP tlog-tiles layout with Go's golang.org/x/mod/sumdb, which
// shares no code with Verkan: the checkpoint's signature, every tile against the
// checkpoint's root, every entry against its leaf, and proofs between sizes.
//
//	verify DIRECTORY VERIFIER-KEY
//
// DIRECTORY holds checkpoint, tile/<L>/<N>[.p/<W>] and tile/entries/<N>[.p/<W>].
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// tilePath is the path of a tile: that of sumdb without the height.
func tilePath(t tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", height))
}

// entriesPath is the path of the entries beneath a tile of level 0.
func entriesPath(t tlog.Tile) string {
	return "tile/entries/" + strings.TrimPrefix(tilePath(t), "tile/0/")
}

// directory reads tiles from files.
type directory string

func (d directory) Height() int                           { return height }
func (d directory) SaveTiles(tiles []tlog.Tile, b [][]byte) {}
func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		bytes, err := os.ReadFile(filepath.Join(string(d), tilePath(t)))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

// openCheckpoint reads the signed checkpoint.
func openCheckpoint(dir, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	check(err)
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		log.Fatalf("checkpoint is not of %s: %q", verifier.Name(), opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := base64.StdEncoding.DecodeString(lines[2])
	check(err)
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return tree
}

// checkEntries compares every entry with its leaf hash.
func checkEntries(dir directory, tree tlog.Tree, hashes tlog.HashReader) {
	for first := int64(0); first < tree.N; first += 1 << height {
		tile := tlog.TileForIndex(height, tlog.StoredHashIndex(0, first))
		tile.W = 1 << height
		if rest := tree.N - first; rest < int64(tile.W) {
			tile.W = int(rest)
		}
		bytes, err := os.ReadFile(filepath.Join(string(dir), entriesPath(tile)))
		check(err)
		var indexes []int64
		for i := first; i < first+int64(tile.W); i++ {
			indexes = append(indexes, tlog.StoredHashIndex(0, i))
		}
		leaves, err := hashes.ReadHashes(indexes)
		check(err)
		for i, leaf := range leaves {
			size := int(binary.BigEndian.Uint16(bytes))
			entry := bytes[2 : 2+size]
			bytes = bytes[2+size:]
			if tlog.RecordHash(entry) != leaf {
				log.Fatalf("the record at position %d is not what its leaf says", first+int64(i)+1)
			}
		}
		if len(bytes) != 0 {
			log.Fatalf("%s is longer than its entries", entriesPath(tile))
		}
	}
}

// checkProofs makes proofs from the tiles and checks them against the root.
func checkProofs(tree tlog.Tree, hashes tlog.HashReader) int {
	proofs := 0
	for n := int64(0); n < tree.N; n += 1 + tree.N/97 {
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		check(err)
		inclusion, err := tlog.ProveRecord(tree.N, n, hashes)
		check(err)
		check(tlog.CheckRecord(inclusion, tree.N, tree.Hash, n, leaf[0]))
		old, err := tlog.TreeHash(n+1, hashes)
		check(err)
		consistency, err := tlog.ProveTree(tree.N, n+1, hashes)
		check(err)
		check(tlog.CheckTree(consistency, tree.N, tree.Hash, n+1, old))
		proofs += 2
	}
	return proofs
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: verify DIRECTORY VERIFIER-KEY")
	}
	dir := directory(os.Args[1])
	tree := openCheckpoint(os.Args[1], os.Args[2])
	hashes := tlog.TileHashReader(tree, dir)
	root, err := tlog.TreeHash(tree.N, hashes)
	check(err)
	if root != tree.Hash {
		log.Fatalf("tiles lead to %v, the checkpoint says %v", root, tree.Hash)
	}
	checkEntries(dir, tree, hashes)
	fmt.Printf("verified: %d records, root %v, %d proofs\n", tree.N, tree.Hash, checkProofs(tree, hashes))
}
