// A recursion without an end: Rust's runtime notices on a stack of its own, and aborts.
use std::hint::black_box;

#[inline(never)]
fn descend(depth: u64) -> u64 {
    let room = black_box([depth; 64]);
    room[(depth % 64) as usize] + descend(black_box(depth + 1))
}

fn main() {
    black_box(descend(0));
}
