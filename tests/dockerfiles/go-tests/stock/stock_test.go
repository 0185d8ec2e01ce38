package stock

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	os.Exit(m.Run())
}

func filled(t *testing.T) *Shelf {
	t.Helper()
	shelf := New()
	shelf.Add("bolts", 5)
	return shelf
}

func TestTake(t *testing.T) {
	cases := map[string]struct {
		number int
		left   int
		fails  bool
	}{
		"some":     {number: 2, left: 3},
		"all":      {number: 5, left: 0},
		"too many": {number: 6, left: 5, fails: true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			shelf := filled(t)
			err := shelf.Take("bolts", c.number)
			if (err != nil) != c.fails {
				t.Fatalf("unexpected error: %v", err)
			}
			if got := shelf.Count("bolts"); got != c.left {
				t.Errorf("%d left, want %d", got, c.left)
			}
		})
	}
}

func TestNothingThere(t *testing.T) {
	if New().Count("bolts") != 0 {
		t.Error("an empty shelf has bolts")
	}
}
