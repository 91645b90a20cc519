resource "terraform_data" "new" {
  for_each = toset(["a"])
  input    = each.key
}

moved {
  from = terraform_data.old
  to   = terraform_data.new["a"]
}

removed {
  from = terraform_data.gone
  lifecycle { destroy = false }
}

module "renamed" {
  source = "./child"
}

moved {
  from = module.before
  to   = module.renamed
}

check "always" {
  assert {
    condition     = length(terraform_data.new) == 1
    error_message = "There is one."
  }
}
