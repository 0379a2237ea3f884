// A panic where a panic ends the process.
#[inline(never)]
fn reading_at(readings: &[u32], at: usize) -> u32 {
    let reading = readings[at];
    std::hint::black_box(reading)
}

#[inline(never)]
fn average(readings: &[u32], count: usize) -> f64 {
    let sum: u32 = (0..count).map(|at| reading_at(readings, at)).sum();
    f64::from(sum) / count as f64
}

fn main() {
    let readings: Vec<u32> = vec![3, 5, 8];
    let result = average(&readings, std::hint::black_box(4));
    std::hint::black_box(result);
}
