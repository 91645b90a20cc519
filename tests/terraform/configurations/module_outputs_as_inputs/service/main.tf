variable "subnet" {
  type = object({ cidr = string })
}
variable "peers" { type = set(string) }

resource "terraform_data" "peer" {
  for_each = var.peers
  input    = "${var.subnet.cidr} -> ${each.value}"
}

output "summary" { value = { (var.subnet.cidr) = length(var.peers) } }
