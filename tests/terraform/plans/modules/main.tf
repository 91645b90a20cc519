resource "terraform_data" "root" {
  input = module.pair["left"].ids
}

module "pair" {
  source   = "./pair"
  for_each = { left = 1, right = 2 }
  size     = each.value
  key      = terraform_data.key.id
}

resource "terraform_data" "key" {
  input = "key"
}
