// Package stock counts what lies on a shelf.
package stock

import "fmt"

// Shelf has so many of each thing.
type Shelf struct {
	count map[string]int
}

// New gives an empty shelf.
func New() *Shelf {
	return &Shelf{count: map[string]int{}}
}

// Add puts things on it.
func (s *Shelf) Add(name string, number int) {
	s.count[name] += number
}

// Count says how many there are.
func (s *Shelf) Count(name string) int {
	return s.count[name]
}

// Take takes things away, if there are enough.
func (s *Shelf) Take(name string, number int) error {
	if s.count[name] < number {
		return fmt.Errorf("%d %s wanted, %d there", number, name, s.count[name])
	}
	s.count[name] -= number
	return nil
}
