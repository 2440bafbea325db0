// Inner product of four signed bytes with four, in WGSL without language features.
fn dot4(a: u32, b: u32) -> i32 {
  let shifts = vec4<u32>(24u, 16u, 8u, 0u);
  let products = (bitcast<vec4<i32>>(vec4<u32>(a) << shifts) >> vec4<u32>(24u)) *
                 (bitcast<vec4<i32>>(vec4<u32>(b) << shifts) >> vec4<u32>(24u));
  return products.x + products.y + products.z + products.w;
}
