variable "names" {
  type      = set(string)
  default   = ["a"]
  sensitive = true
}
resource "terraform_data" "x" {
  for_each = var.names
}
