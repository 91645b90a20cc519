resource "terraform_data" "x" {
  for_each = { for i in range(300) : format("k%03d", i) => i if i % 3 == 0 }
  input    = each.value
}
