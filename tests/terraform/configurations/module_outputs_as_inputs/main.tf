module "network" {
  source = "./network"
  zones  = ["a", "b", "c"]
}

module "service" {
  source   = "./service"
  for_each = module.network.subnets
  subnet   = each.value
  peers    = [for zone, subnet in module.network.subnets : subnet.cidr if zone != each.key]
}

resource "terraform_data" "summary" {
  input = merge([for service in module.service : service.summary]...)
}
