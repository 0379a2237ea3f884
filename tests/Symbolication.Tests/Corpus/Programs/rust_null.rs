// A null pointer behind Rust's own types: enums with data, options, slices, closures, generics, trait objects.
use std::hint::black_box;

#[derive(Clone, Copy)]
enum Color {
    Red,
    Other(u8, u8, u8),
}

enum Event<'a> {
    Idle,
    Reading { value: i64, unit: &'a str },
    Failure(Option<Box<i32>>),
}

trait Handler {
    fn handle(&self, event: &Event<'_>) -> i64;
}

struct Pump<T> {
    register: *const T,
    color: Color,
    limit: Option<u32>,
}

impl<T: Copy + Into<i64>> Handler for Pump<T> {
    #[inline(never)]
    fn handle(&self, event: &Event<'_>) -> i64 {
        let name = "pump";
        let slice = &name.as_bytes()[1..3];
        let scale = match event {
            Event::Idle => 0,
            Event::Reading { value, unit } => *value + unit.len() as i64,
            Event::Failure(code) => code.as_ref().map_or(0, |c| i64::from(**c)),
        };
        let shade = match self.color {
            Color::Red => 1,
            Color::Other(r, g, b) => i64::from(r) + i64::from(g) + i64::from(b),
        };
        let register: T = unsafe { std::ptr::read_volatile(self.register) };
        black_box(register.into() + scale + shade + i64::from(self.limit.unwrap_or(7)) + slice.len() as i64)
    }
}

#[inline(never)]
fn run(handler: &dyn Handler, events: &[Event<'_>]) -> i64 {
    let mut total = 0i64;
    let mut each = |event: &Event<'_>| {
        total += handler.handle(event);
    };
    events.iter().for_each(|event| each(event));
    black_box(total)
}

fn main() {
    let good = 5i32;
    let events = [Event::Idle, Event::Reading { value: -3, unit: "bar" }, Event::Failure(Some(Box::new(4)))];
    let fine = Pump { register: &good, color: Color::Red, limit: None };
    let broken = Pump { register: black_box(std::ptr::null::<i32>()).wrapping_add(3), color: Color::Other(1, 2, 3), limit: Some(9) };
    black_box(run(&fine, &events));
    black_box(run(&broken, &events));
}
