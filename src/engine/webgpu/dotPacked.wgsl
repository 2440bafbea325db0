// Inner product of four signed bytes with four, by one instruction where the GPU has it.
fn dot4(a: u32, b: u32) -> i32 {
  return dot4I8Packed(a, b);
}
