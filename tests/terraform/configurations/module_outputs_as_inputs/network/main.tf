variable "zones" { type = list(string) }

locals {
  subnets = { for index, zone in var.zones : zone => { cidr = format("10.0.%d.0/24", index), zone = zone } }
}

resource "terraform_data" "subnet" {
  for_each = local.subnets
  input    = each.value
}

output "subnets" { value = local.subnets }
