resource "terraform_data" "x" {
  for_each = { for name in ["a", "a"] : name => name }
}
